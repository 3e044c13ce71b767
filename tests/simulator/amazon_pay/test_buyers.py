"""Buyers: where they live, what their wallet is good for, and what becomes of their agreements."""

import pytest

from simulator.amazon_pay.addresses import ADDRESSES, MEMBERS, UnknownMember
from simulator.amazon_pay.buyers import AGREEMENT_STATES, Buyer, NoAgreement, UnknownState
from tests.simulator.amazon_pay.tills import Till
from tests.simulator.small_shop import a_setup

PAID, HARD = "Closed MaxCapturesProcessed", "Declined InvalidPaymentMethod"
NOTE = """{"SandboxSimulation": {"State": "Declined", "ReasonCode": "InvalidPaymentMethod",
"PaymentMethodUpdateTimeInMins": 5}}"""


def test_an_address_changes_member_by_member() -> None:
    buyer = Buyer("A")

    buyer.change_address({"city": "Springfield", "companyName": "Tea Corner", "phone": ""})

    assert buyer.lives_at("US") == {
        "name": "Sam Sample",
        "companyName": "Tea Corner",
        "addressLine1": "1234 Main Street",
        "city": "Springfield",
        "stateOrRegion": "CA",
        "postalCode": "95014",
        "countryCode": "US",
    }


def test_an_address_may_have_no_first_line() -> None:
    till = Till()
    till.buyer.change_address({"addressLine1": "", "addressLine3": "Back House"})

    destination = till.set_up()["destination"]

    assert "addressLine1" not in destination
    assert destination["addressLine3"] == "Back House"


def test_every_member_can_be_set_and_no_other() -> None:
    buyer = Buyer("A")

    buyer.change_address(dict.fromkeys(MEMBERS, "x"))

    assert buyer.lives_at("DE") == dict.fromkeys(MEMBERS, "x")
    with pytest.raises(UnknownMember, match="did you mean addressLine1"):
        buyer.change_address({"adressLine1": "x"})
    with pytest.raises(UnknownMember, match="there are name, companyName"):
        buyer.change_address({"planet": "x"})


@pytest.mark.parametrize("lost", ["all of it", "its lines"])
def test_an_address_that_nothing_can_be_sent_to_is_refused(lost: str) -> None:
    till = Till()
    if lost == "all of it":
        till.buyer.forget_address()
    else:
        till.buyer.change_address({"addressLine1": ""})

    refused, silent = till.set_up(), till.set_up(needAmazonShippingAddress=False)
    till.buyer.restore_address()
    taken = till.set_up()

    assert refused["errorCode"] == "InvalidShippingAddress"
    assert refused["errorMessage"].startswith("needAmazonShippingAddress")
    assert silent["billingAgreementStatus"] == "OPEN"
    assert taken["destination"] == ADDRESSES["US"]


def test_a_broken_wallet_declines_the_next_charge_and_suspends_until_it_is_repaired() -> None:
    till = Till()
    paid = till.charge()
    till.buyer.break_wallet()

    declined, refused, suspended = till.charge(), till.charge(), till.set_up()
    till.buyer.repair_wallet()
    again = till.charge()

    assert (paid, declined, refused, again) == (PAID, HARD, "InvalidPaymentMethod", PAID)
    assert suspended["billingAgreementStatus"] == "SUSPENDED"
    assert len(till.pay.ledger.charges) == 2


def test_what_a_tester_orders_comes_before_the_wallet() -> None:
    till = Till()
    till.buyer.break_wallet()
    till.pay.order("declined-amazon-rejected")

    assert till.charge() == "Declined AmazonRejected"


@pytest.mark.parametrize("state", AGREEMENT_STATES)
def test_an_agreement_is_put_into_any_state_by_name(state: str) -> None:
    till = Till()
    agreement = till.set_up()["billingAgreementId"]

    till.buyer.set_agreement(state.lower())

    assert till.buyer.agreements[agreement].status == state
    expected = {"OPEN": PAID, "SUSPENDED": "InvalidPaymentMethod"}
    assert till.charge(agreement=agreement) == expected.get(state, "InvalidBillingAgreementStatus")


def test_the_newest_agreement_is_meant_unless_another_is_named() -> None:
    till = Till()
    first = till.set_up()["billingAgreementId"]
    till.buyer.set_agreement("closed")
    second = till.set_up()["billingAgreementId"]

    till.buyer.set_agreement("canceled")
    till.buyer.set_agreement("open", agreement_id=first)

    statuses = {agreement.id: agreement.status for agreement in till.buyer.agreements.values()}
    assert statuses == {first: "OPEN", second: "CANCELED"}


def test_a_state_or_an_agreement_that_is_not_there_is_told() -> None:
    till = Till()

    with pytest.raises(NoAgreement, match="a purchase makes one"):
        till.buyer.set_agreement("closed")
    till.set_up()
    with pytest.raises(UnknownState, match="did you mean SUSPENDED"):
        till.buyer.set_agreement("suspend")
    with pytest.raises(UnknownState, match="there are OPEN, SUSPENDED"):
        till.buyer.set_agreement("asleep")
    with pytest.raises(NoAgreement, match="no agreement 'C01-1'; there are C01-"):
        till.buyer.set_agreement("closed", agreement_id="C01-1")


def test_a_sandbox_note_mends_the_wallet_in_time_after_an_asynchronous_charge() -> None:
    till = Till()

    told = till.charge(sellerAuthorizationNote=NOTE, transactionTimeout=60)
    till.wait(minutes=4)
    early = till.charge()
    till.wait(minutes=1)
    mended = till.charge()

    assert (told, early, mended) == ("Pending", "InvalidPaymentMethod", PAID)


def test_after_a_synchronous_charge_only_the_buyer_mends_the_wallet() -> None:
    till = Till()

    declined = till.charge(sellerAuthorizationNote=NOTE)
    till.wait(minutes=60)

    assert (declined, till.charge()) == (HARD, "InvalidPaymentMethod")


def test_a_note_means_nothing_outside_the_sandbox() -> None:
    till = Till()
    live = {name: value for name, value in a_setup().items() if not name.startswith("sandbox")}
    agreement = till.ask("Setup", live)["payload"]["billingAgreementDetails"]

    assert agreement["releaseEnvironment"] == "LIVE"
    assert till.charge(sellerAuthorizationNote=NOTE) == PAID


def test_a_buyer_id_is_stable_and_tells_nothing() -> None:
    assert Buyer("A").buyer_id == Buyer("A").buyer_id != Buyer("B").buyer_id
    assert Buyer("A").buyer_id.startswith("amzn1.account.")
