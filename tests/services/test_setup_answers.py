"""Setup answers: they lead to the read-back or to the charge, and come late or twice."""

import pytest

from tests.builders import (
    NOW,
    a_cart,
    a_money,
    a_payment,
    an_address,
    an_agreement,
)
from tests.services.till import (
    AGREEMENT_REFUSED,
    DOUBT,
    PENDING,
    Till,
    a_refusal,
    a_setup_refusal,
    handed_off,
    named,
)
from voicetill.domain.agreements import AgreementStatus
from voicetill.domain.checkout_events import (
    ChargeAuthorized,
    Event,
    SetupRefused,
)
from voicetill.domain.checkout_record import State
from voicetill.domain.payments import Refusal
from voicetill.services.outcomes import (
    AgreementKept,
    Refused,
    StillProcessing,
    TotalTold,
)

NO_PROOFS = {
    "pending": PENDING,
    "unknown": DOUBT,
    "declined": a_refusal(),
    "reserved only": ChargeAuthorized(NOW, a_payment()),
}


@pytest.fixture
def till() -> Till:
    return Till()


# Setup answers.


def test_an_opened_agreement_has_the_total_read_back_with_the_delivery_place(till: Till) -> None:
    setup = till.buy()

    outcome = till.set_up(setup)

    assert isinstance(outcome, TotalTold)
    assert outcome.checkout == till.current
    assert outcome.checkout.address == an_address()
    assert outcome.market == till.market
    assert till.customer.agreement == an_agreement()


def test_the_tax_is_that_of_the_delivery_place_and_the_total_stays(till: Till) -> None:
    setup = till.buy()
    assert till.current.quote.tax == a_money(0)

    till.set_up(setup)

    assert till.current.quote.tax == a_money(61)  # 7.25 % contained in 9.00
    assert till.current.quote.total == a_money(900)


def test_the_same_setup_answer_twice_reads_the_same_total_back(till: Till) -> None:
    setup = till.buy()
    first = till.set_up(setup)

    assert till.set_up(setup) == first
    assert isinstance(first, TotalTold)
    handed_off(till.yes_to(first), "Charge")


def test_the_same_setup_answer_twice_hands_the_same_charge_off(till: Till) -> None:
    """Amazon Pay takes money once for one reference (authorizationReferenceId), so a repeat must keep it."""
    setup = till.yes_to(till.told("barber_voucher"))
    first = till.set_up(setup)

    assert till.set_up(setup) == first
    assert handed_off(first, "Charge").handoff.payload["reference"] == f"{till.current.id}01"
    assert till.current.attempt == 1


def test_a_setup_answer_repeated_after_the_charge_was_asked_for_keeps_its_reference(till: Till) -> None:
    setup = till.buy()
    told = till.set_up(setup)
    charge = till.yes_to(told)

    assert till.set_up(setup) == charge


def test_a_setup_answer_repeated_after_the_payment_says_that_it_is_placed(till: Till) -> None:
    setup = till.buy()
    placed = till.pay(till.yes_to(till.set_up(setup)))

    assert till.set_up(setup) == placed
    assert len(till.orders) == 1


def test_a_refused_setup_keeps_the_cart_and_says_why(till: Till) -> None:
    setup = till.buy()

    outcome = till.answer(handed_off(setup).token, a_setup_refusal(Refusal.VOICE_PURCHASING_OFF))

    assert outcome == Refused(Refusal.VOICE_PURCHASING_OFF)
    assert till.current.state is State.ABANDONED
    assert till.customer.cart == a_cart()


def test_a_suspended_agreement_is_remembered_as_such(till: Till) -> None:
    till.know(an_agreement(address=None))
    suspended = SetupRefused(NOW, Refusal.PAYMENT_METHOD_SUSPENDED, AgreementStatus.SUSPENDED)

    till.answer(handed_off(till.buy(), "Setup").token, suspended)

    assert till.customer.open_agreement is None


@pytest.mark.parametrize("address", [None, an_address(lines=()), an_address(lines=(" ", ""))])
def test_goods_without_an_address_are_not_charged(till: Till, address: object) -> None:
    outcome = till.set_up(till.buy(), an_agreement(address=address))

    assert outcome == Refused(Refusal.ADDRESS_MISSING)
    assert till.current.state is State.ABANDONED


def test_goods_are_not_sold_to_where_we_do_not_deliver(till: Till) -> None:
    outcome = till.set_up(till.buy(), an_agreement(address=an_address(country="CA")))

    assert outcome == Refused(Refusal.NOT_DELIVERED_THERE)
    assert till.current.state is State.ABANDONED


@pytest.mark.parametrize("take", ["sell_out", "withdraw", "forget"])
def test_what_is_gone_when_setup_answers_is_not_read_back(till: Till, take: str) -> None:
    setup = till.buy()
    getattr(till.shelf, take)("starter_kit")

    outcome = till.set_up(setup)

    assert isinstance(outcome, Refused)
    assert (outcome.reason, [line.product_id for line in outcome.gone]) == (Refusal.ITEMS_GONE, ["starter_kit"])
    assert till.customer.agreement == an_agreement()
    assert till.customer.cart.is_empty


def test_what_is_gone_is_not_charged_where_the_yes_came_before_setup(till: Till) -> None:
    setup = till.yes_to(till.told("barber_voucher"))
    till.shelf.withdraw("barber_voucher")

    assert isinstance(till.set_up(setup), Refused)
    assert till.current.attempt == 0


def test_a_consent_denied_meanwhile_charges_nothing(till: Till) -> None:
    setup = till.yes_to(till.told("barber_voucher"))

    outcome = till.set_up(setup, consent_denied=True)

    assert outcome == Refused(Refusal.CONSENT_MISSING)
    assert till.current.attempt == 0


# Late Setup answers.


def test_a_late_setup_answer_of_a_replaced_checkout_only_stores_the_agreement(till: Till) -> None:
    stale = till.buy("starter_kit")
    newer = till.buy("refill_pack")
    current = till.current

    assert till.set_up(stale) == AgreementKept(till.market)
    assert till.current == current
    assert till.checkout(handed_off(stale).token).state is State.ABANDONED
    assert till.customer.agreement == an_agreement()
    assert isinstance(till.set_up(newer), TotalTold)


def test_a_setup_answer_after_the_cart_changed_only_stores_the_agreement(till: Till) -> None:
    setup = till.buy()
    till.filling.change(till.visitor, named("starter_kit"), "2")

    assert till.set_up(setup) == AgreementKept(till.market)
    assert till.current.state is State.ABANDONED


# Refused agreements.


def test_a_refused_agreement_is_set_up_again_once_at_the_same_price(till: Till) -> None:
    charge = till.charging()
    till.shelf.reprice("starter_kit", a_money(99_00))

    setup = till.answer(charge.token, AGREEMENT_REFUSED)
    again = handed_off(till.set_up(setup, an_agreement(id="C01-9999999-9999999")), "Charge")

    assert again.token == charge.token
    assert again.handoff.payload["reference"] == f"{charge.token}02"
    assert (again.handoff.payload["amount"], again.handoff.payload["agreement"]) == ("9.00", "C01-9999999-9999999")


def test_an_agreement_refused_again_ends_it(till: Till) -> None:
    charge = till.charging()
    till.set_up(till.answer(charge.token, AGREEMENT_REFUSED))

    outcome = till.answer(charge.token, AGREEMENT_REFUSED)

    assert outcome == Refused(Refusal.AGREEMENT_NOT_OPEN)
    assert till.current.state is State.DECLINED
    assert till.customer.open_agreement is None


def test_a_refused_agreement_told_twice_does_not_end_the_charge_that_followed_it(till: Till) -> None:
    """Declined while a charge is under way: the customer would buy again, and pay twice."""
    charge = till.charging()
    till.set_up(till.answer(charge.token, AGREEMENT_REFUSED, answer_id="the first"))
    assert till.current.attempt == 2

    outcome = till.answer(charge.token, AGREEMENT_REFUSED, answer_id="the first")

    assert outcome == StillProcessing()
    assert till.current.state is State.AWAITING_CHARGE


@pytest.mark.parametrize("error", [AGREEMENT_REFUSED, a_refusal()], ids=["agreement", "charge"])
def test_an_error_that_cannot_be_told_from_an_older_one_leaves_doubt(till: Till, error: Event) -> None:
    charge = till.charging()
    till.set_up(till.answer(charge.token, AGREEMENT_REFUSED, answer_id=""))

    outcome = till.answer(charge.token, error, answer_id="")

    assert outcome == StillProcessing()
    assert till.current.state is State.UNKNOWN


def test_another_address_after_a_refused_agreement_needs_another_yes(till: Till) -> None:
    charge = till.charging()
    setup = till.answer(charge.token, AGREEMENT_REFUSED)

    told = till.set_up(setup, an_agreement(address=an_address(lines=("5 Other Road",))))

    assert isinstance(told, TotalTold)
    assert told.checkout.address == an_address(lines=("5 Other Road",))
    assert handed_off(till.yes_to(told), "Charge").handoff.payload["reference"] == f"{charge.token}02"
