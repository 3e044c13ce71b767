"""What is sent: bodies as the pages name them, keys that say what for, and nothing that the limits forbid."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.amazon_pay_v2.signatures import LIVE
from tests.gateways.amazon_pay_v2.keys import LIVE_KEY_ID, OLD_KEY_ID, SANDBOX_KEY_ID
from tests.gateways.amazon_pay_v2.wire import House
from tests.gateways.amazon_pay_v2.wishes import a_cancel, a_capture, a_charge, a_refund, a_wish
from voicetill.domain.charging import Ability, Authorized, Occasion, Paid, Prepared
from voicetill.domain.errors import FaultyDataError, NotPossibleError, PayloadRefusedError
from voicetill.domain.money import Currency, Money
from voicetill.domain.payments import Capture, Environment
from voicetill.gateways.amazon_pay_v2.bodies import LARGEST, PermissionType, plain, soft_descriptor
from voicetill.gateways.amazon_pay_v2.gateway import AmazonPayV2

WITHIN = 5.0
CHARGE_ID = "S01-1234567-7654321-C000001"


@pytest.fixture
def house() -> House:
    return House()


def body(prepared: Prepared) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(prepared.body)
    return told


def test_a_charge_that_is_captured_at_once(house: House) -> None:
    wish = a_wish(house)

    assert body(house.gateway.prepare_charge(wish)) == {
        "chargePermissionId": wish.agreement_id,
        "chargeAmount": {"amount": "14.00", "currencyCode": "USD"},
        "captureNow": True,
        "softDescriptor": "No Nicks",
        "canHandlePendingAuthorization": False,
        "chargeInitiator": "MITU",
        "channel": "Alexa",
        "merchantMetadata": {
            "merchantReferenceId": wish.reference,
            "merchantStoreName": "No Nicks",
            "noteToBuyer": "4711",
        },
    }


def test_a_charge_that_is_captured_later_has_no_soft_descriptor(house: House) -> None:
    told = body(a_charge(house, capture=Capture.ON_SHIPPING))

    assert told["captureNow"] is False
    assert "softDescriptor" not in told


def test_yen_have_no_decimals() -> None:
    house = House(region="jp")

    told = body(a_charge(house, amount=Money(300, Currency.JPY), agreement_id="S03-1234567-7654321"))

    assert told["chargeAmount"] == {"amount": "300", "currencyCode": "JPY"}


@pytest.mark.parametrize(
    ("permission", "occasion", "initiator"),
    [
        (PermissionType.SAVED_WALLET, Occasion.CUSTOMER_PRESENT, "MITU"),
        (PermissionType.SAVED_WALLET, Occasion.UNSCHEDULED, "MITU"),
        (PermissionType.SAVED_WALLET, Occasion.SCHEDULED, "MITR"),
        (PermissionType.SAVED_WALLET, Occasion.SCHEDULED_RETRY, "MITR"),
        (PermissionType.RECURRING, Occasion.CUSTOMER_PRESENT, "CITU"),
        (PermissionType.RECURRING, Occasion.UNSCHEDULED, "MITU"),
        (PermissionType.RECURRING, Occasion.SCHEDULED, "MITR"),
        (PermissionType.RECURRING, Occasion.SCHEDULED_RETRY, "MITR"),
    ],
)
def test_each_occasion_says_who_starts_it(permission: PermissionType, occasion: Occasion, initiator: str) -> None:
    house = House(permission=permission)

    assert body(a_charge(house, occasion=occasion))["chargeInitiator"] == initiator


def test_the_other_bodies(house: House) -> None:
    assert body(a_capture(house, CHARGE_ID)) == {
        "captureAmount": {"amount": "14.00", "currencyCode": "USD"},
        "softDescriptor": "No Nicks",
    }
    assert body(a_refund(house, CHARGE_ID)) == {
        "chargeId": CHARGE_ID,
        "refundAmount": {"amount": "4.00", "currencyCode": "USD"},
        "softDescriptor": "No Nicks",
    }
    assert body(a_cancel(house, CHARGE_ID)) == {"cancellationReason": "customer_request"}


def test_keys_of_one_reference_differ_by_what_they_do(house: House) -> None:
    prepared = [a_capture(house, CHARGE_ID), a_cancel(house, CHARGE_ID), a_refund(house, CHARGE_ID)]
    charge = a_charge(house, reference=prepared[0].reference)

    keys = {charge.key, *(one.key for one in prepared)}
    assert len(keys) == 4
    assert all(key.isascii() and key.isalnum() and len(key) <= 32 for key in keys)
    assert charge.key == charge.reference


@pytest.mark.parametrize("reference", ["", "a-b", "a" * 33, "ä", "a b", "a\n"])
def test_a_reference_that_is_no_key_is_refused(house: House, reference: str) -> None:
    with pytest.raises(PayloadRefusedError, match="reference"):
        a_charge(house, reference=reference)


@pytest.mark.parametrize("charge_id", ["", "../charges", "a b", "C?x=1", "C/1"])
def test_an_id_that_could_lead_elsewhere_is_refused(house: House, charge_id: str) -> None:
    for prepare in (a_capture, a_cancel, a_refund):
        with pytest.raises(PayloadRefusedError, match="id"):
            prepare(house, charge_id)


@pytest.mark.parametrize("currency", Currency)
def test_the_largest_charge_goes_and_one_more_does_not(currency: Currency) -> None:
    region = {"USD": "us", "JPY": "jp"}.get(currency, "eu")
    house = House(region=region)

    assert a_charge(house, amount=LARGEST[currency])
    with pytest.raises(PayloadRefusedError, match="amount"):
        a_charge(house, amount=LARGEST[currency] + Money(1, currency))


@settings(deadline=None, max_examples=60)
@given(
    seller=st.text(max_size=80),
    number=st.text(max_size=300),
    reason=st.text(max_size=300),
    minor=st.integers(1, 1000_00),
)
def test_whatever_a_shop_is_called_is_taken(seller: str, number: str, reason: str, minor: int) -> None:
    house = House()
    wish = a_wish(house, seller=seller, order_number=number, amount=Money(minor, Currency.USD))

    paid = house.gateway.charge(house.gateway.prepare_charge(wish), within=WITHIN)

    assert isinstance(paid, Paid)
    house.gateway.close(wish.agreement_id, reason=reason, within=WITHIN)
    assert house.service.books.permissions[wish.agreement_id].state == "Closed"


@given(text=st.text(st.characters()), most=st.integers(1, 60))
def test_plain_text_is_short_and_on_one_line(text: str, most: int) -> None:
    told = plain(text, most)

    assert len(told) <= most
    assert told == told.strip()
    assert told.encode().decode() == told
    assert "\n" not in told


@pytest.mark.parametrize(
    ("seller", "descriptor"),
    [
        ("No Nicks", "No Nicks"),
        ("Müller & Söhne GmbH", "Muller Sohne Gmb"),
        ("ノーニックス", ""),
        ("A very long name of a shop", "A very long name"),
        ("x" * 15 + " y", "x" * 15),
    ],
)
def test_a_statement_has_sixteen_plain_characters(seller: str, descriptor: str) -> None:
    assert soft_descriptor(seller) == descriptor


def test_the_stored_request_is_sent_byte_for_byte(house: House) -> None:
    prepared = a_charge(house, seller="Kürbis & Söhne 🎃")

    house.gateway.charge(prepared, within=WITHIN)
    house.gateway.settle(prepared, charge_id="", within=WITHIN)

    first, second = house.line.sent
    assert first.body == second.body == prepared.body.encode()
    assert first.headers["x-amz-pay-idempotency-key"] == second.headers["x-amz-pay-idempotency-key"]
    assert house.service.books.ledger.times(prepared.reference) == 1


# Environments.


@pytest.mark.parametrize(
    ("environment", "key_id", "path"),
    [
        (Environment.SANDBOX, SANDBOX_KEY_ID, "/v2/charges"),
        (Environment.SANDBOX, OLD_KEY_ID, "/sandbox/v2/charges"),
        (Environment.LIVE, LIVE_KEY_ID, "/v2/charges"),
        (Environment.LIVE, OLD_KEY_ID, "/live/v2/charges"),
    ],
)
def test_each_key_calls_its_environment(environment: Environment, key_id: str, path: str) -> None:
    house = House(environment=environment, key_id=key_id)

    assert isinstance(house.gateway.charge(a_charge(house), within=WITHIN), Paid)
    assert house.line.sent[-1].target == path


@pytest.mark.parametrize(
    ("region", "amount"),
    [
        ("us", Money(14_00, Currency.USD)),
        ("na", Money(1, Currency.USD)),
        ("eu", Money(14_05, Currency.EUR)),
        ("de", Money(14_50, Currency.EUR)),
        ("uk", Money(14_00, Currency.GBP)),
        ("jp", Money(300, Currency.JPY)),
    ],
)
def test_each_region_charges_in_its_currency(region: str, amount: Money) -> None:
    house = House(region=region)
    agreement_id = house.permit(amount.currency)

    paid = house.gateway.charge(a_charge(house, amount=amount, agreement_id=agreement_id), within=WITHIN)

    assert isinstance(paid, Paid)
    assert paid.payment.amount == amount


def test_a_key_of_the_other_environment_is_refused_at_once() -> None:
    with pytest.raises(FaultyDataError):
        _ = House(environment=Environment.LIVE, key_id=SANDBOX_KEY_ID).gateway


def test_an_account_takes_one_of_the_currencies_of_its_region(house: House) -> None:
    told: dict[str, Any] = {
        "public_key_id": OLD_KEY_ID,
        "private_key": lambda: "",
        "region": "eu",
        "environment": Environment.LIVE,
        "store_id": "store",
        "send": house.line,
        "clock": house.clock,
        "ticks": house.clock.ticks,
    }

    pound = AmazonPayV2(**told, currency=Currency.GBP)

    assert pound.serves(Currency.GBP)
    assert not pound.serves(Currency.EUR)
    assert pound.refund_rules.extra_most == Money(75_00, Currency.GBP)
    with pytest.raises(FaultyDataError, match="currency"):
        AmazonPayV2(**told, currency=Currency.USD)


# Parcels.


def test_parcels_are_tracked_in_the_live_environment_only(house: House) -> None:
    assert Ability.TRACK not in house.gateway.abilities
    with pytest.raises(NotPossibleError, match="sandbox"):
        house.gateway.track(house.permit(), carrier="UPS", number="1Z", within=WITHIN)
    assert not house.line.sent


def test_a_tracking_number_works_once() -> None:
    house = House(environment=Environment.LIVE)
    agreement_id = house.permit()
    house.gateway.charge(a_charge(house, agreement_id=agreement_id, capture=Capture.ON_SHIPPING), within=WITHIN)

    def tracked(carrier: str, number: str) -> bool:
        return house.gateway.track(agreement_id, carrier=carrier, number=number, within=WITHIN)

    assert Ability.TRACK in house.gateway.abilities
    assert tracked("UPS", "1Z999AA10123456784")
    # Told again it is the same request, and another carrier's with the same number is another.
    assert tracked("UPS", "1Z999AA10123456784")
    assert not tracked("FEDEX", "1Z999AA10123456784")
    assert not tracked("", "1Z1")
    assert not tracked("UPS", " ")
    assert house.service.books.permissions[agreement_id].environment == LIVE


# Agreements.


def test_an_agreement_can_be_renamed_for_the_buyer(house: House) -> None:
    agreement_id = house.permit()

    house.gateway.rename_agreement(
        agreement_id, reference="sub1", seller="No Nicks", note="Refills", within=WITHIN
    )

    told = house.service.books.permissions[agreement_id].told["merchantMetadata"]
    assert told == {"merchantReferenceId": "sub1", "merchantStoreName": "No Nicks", "noteToBuyer": "Refills"}
    house.service.close_by_buyer(agreement_id)
    with pytest.raises(PayloadRefusedError, match="ChargePermissionNotModifiable"):
        house.gateway.rename_agreement(agreement_id, reference="sub1", seller="x", within=WITHIN)


def test_closing_an_agreement_leaves_what_is_reserved(house: House) -> None:
    agreement_id = house.permit()
    prepared = a_charge(house, agreement_id=agreement_id, capture=Capture.ON_SHIPPING)
    result = house.gateway.charge(prepared, within=WITHIN)
    assert isinstance(result, Authorized)

    house.gateway.close(agreement_id, reason="customer_request", within=WITHIN)

    capture = a_capture(house, result.payment.provider_charge_id)
    assert isinstance(house.gateway.charge(capture, within=WITHIN), Paid)
