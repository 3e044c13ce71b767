"""Paid is recognised and never assumed: one part that is odd, and nobody knows."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.gateways.amazon_pay_v2.wire import House
from tests.gateways.amazon_pay_v2.wishes import a_cancel, a_capture, a_charge, a_refund, changing
from voicetill.domain.charging import (
    Authorized,
    ChargeResult,
    DeclinedForGood,
    DeclinedForNow,
    Paid,
    Pending,
    Refunded,
    RefundPending,
    RefundRefused,
    RefundUnknown,
    Released,
    Unknown,
)
from voicetill.domain.payments import Capture, Refusal

WITHIN = 5.0


@pytest.fixture
def house() -> House:
    return House()


def charged(house: House, **members: object) -> ChargeResult:
    """Charge, with an answer that was tampered with."""
    house.service.troubles.replace(changing(**members))
    return house.gateway.charge(a_charge(house), within=WITHIN)


ODD = {
    "another amount": {"chargeAmount": {"amount": "14.01", "currencyCode": "USD"}},
    "another amount captured": {"captureAmount": {"amount": "13.99", "currencyCode": "USD"}},
    "nothing captured": {"captureAmount": {"amount": "0.00", "currencyCode": "USD"}},
    "no amount captured": {"captureAmount": None},
    "captured amount away": {"captureAmount": ...},
    "another currency": {
        "chargeAmount": {"amount": "14.00", "currencyCode": "EUR"},
        "captureAmount": {"amount": "14.00", "currencyCode": "EUR"},
    },
    "a number for an amount": {"captureAmount": {"amount": 14.0, "currencyCode": "USD"}},
    "another agreement": {"chargePermissionId": "S01-0000000-0000000"},
    "no agreement": {"chargePermissionId": None},
    "another reference": {"merchantMetadata": {"merchantReferenceId": "other"}},
    "no reference": {"merchantMetadata": None},
    "another environment": {"releaseEnvironment": "Live"},
    "no environment": {"releaseEnvironment": ...},
    "no id": {"chargeId": ""},
    "an id that is none": {"chargeId": "C 1"},
    "an unknown state": {"statusDetails": {"state": "Completed"}},
    "a state in capitals": {"statusDetails": {"state": "CAPTURED"}},
    "no state": {"statusDetails": None},
    "a list for a state": {"statusDetails": {"state": ["Captured"]}},
}


@pytest.mark.parametrize("members", ODD.values(), ids=ODD)
def test_what_is_odd_is_unknown_and_is_settled(house: House, members: dict[str, object]) -> None:
    assert isinstance(charged(house, **members), Unknown)


@pytest.mark.parametrize("members", ODD.values(), ids=ODD)
def test_a_look_is_as_careful(house: House, members: dict[str, object]) -> None:
    prepared = a_charge(house)
    paid = house.gateway.charge(prepared, within=WITHIN)
    assert isinstance(paid, Paid)
    house.service.troubles.replace(changing(**members))

    charge_id = paid.payment.provider_charge_id
    assert isinstance(house.gateway.settle(prepared, charge_id=charge_id, within=WITHIN), Unknown)


def test_the_whole_picture_is_paid(house: House) -> None:
    prepared = a_charge(house)

    paid = house.gateway.charge(prepared, within=WITHIN)

    assert isinstance(paid, Paid)
    assert paid.payment.reference == prepared.reference
    assert paid.payment.amount == prepared.amount
    assert paid.payment.provider_order_id == prepared.subject_id


@pytest.mark.parametrize(
    ("reason", "kind", "refusal"),
    [
        ("SoftDeclined", DeclinedForNow, Refusal.NOT_PROCESSED),
        ("HardDeclined", DeclinedForGood, Refusal.PAYMENT_METHOD),
        ("AmazonRejected", DeclinedForGood, Refusal.REJECTED),
        ("ProcessingFailure", DeclinedForNow, Refusal.NOT_PROCESSED),
        ("TransactionTimedOut", DeclinedForNow, Refusal.NOT_PROCESSED),
    ],
)
def test_a_declined_charge_object_is_a_decline(house: House, reason: str, kind: type, refusal: Refusal) -> None:
    house.service.decline(reason, as_error=False)

    result = house.gateway.charge(a_charge(house), within=WITHIN)

    assert isinstance(result, DeclinedForNow | DeclinedForGood)
    assert isinstance(result, kind)
    assert result.reason is refusal
    assert result.charge_id


@pytest.mark.parametrize("reason", ["SomethingNew", None, ["SoftDeclined"]])
def test_a_decline_for_a_reason_that_we_do_not_know_may_be_tried_later(house: House, reason: object) -> None:
    house.service.decline("SoftDeclined", as_error=False)

    assert isinstance(charged(house, statusDetails__reasonCode=reason), DeclinedForNow)


@pytest.mark.parametrize("state", ["Declined", "Canceled"])
def test_a_refusal_with_a_trace_of_money_is_unknown(house: House, state: str) -> None:
    assert isinstance(charged(house, statusDetails={"state": state, "reasonCode": "HardDeclined"}), Unknown)


@pytest.mark.parametrize("state", ["AuthorizationInitiated", "CaptureInitiated"])
def test_what_the_vendor_does_not_know_yet_is_pending(house: House, state: str) -> None:
    result = charged(house, statusDetails={"state": state})

    assert isinstance(result, Pending)
    assert result.charge_id


def test_money_that_is_only_reserved_though_it_was_to_be_taken_is_pending(house: House) -> None:
    nothing = {"amount": "0.00", "currencyCode": "USD"}

    assert isinstance(charged(house, statusDetails={"state": "Authorized"}, captureAmount=nothing), Pending)


def test_a_cancelled_charge_is_released(house: House) -> None:
    told = {"state": "Canceled", "reasonCode": "ExpiredUnused"}

    assert isinstance(charged(house, statusDetails=told, captureAmount=None), Released)


def reserved(house: House) -> str:
    result = house.gateway.charge(a_charge(house, capture=Capture.ON_SHIPPING), within=WITHIN)
    assert isinstance(result, Authorized)
    return result.payment.provider_charge_id


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"<html>", b'{"chargeId": ', b"\xff", b"[" * 99_999])
def test_a_body_that_nobody_can_read_is_unknown(house: House, body: bytes) -> None:
    house.service.troubles.garble(body)

    assert isinstance(house.gateway.charge(a_charge(house), within=WITHIN), Unknown)


@pytest.mark.parametrize(
    "members",
    [
        {"captureAmount": {"amount": "13.00", "currencyCode": "USD"}},
        {"chargeId": "S01-0000000-0000000-C000001"},
        {"releaseEnvironment": "Live"},
    ],
    ids=str,
)
def test_a_capture_of_another_amount_or_charge_is_unknown(house: House, members: dict[str, object]) -> None:
    charge_id = reserved(house)
    house.service.troubles.replace(changing(**members))

    result = house.gateway.charge(a_capture(house, charge_id), within=WITHIN)

    assert isinstance(result, Unknown)


def test_a_capture_is_called_by_its_own_reference(house: House) -> None:
    prepared = a_capture(house, reserved(house))

    result = house.gateway.charge(prepared, within=WITHIN)

    assert isinstance(result, Paid)
    assert result.payment.reference == prepared.reference


def test_a_capture_that_takes_days_is_pending(house: House) -> None:
    charge_id = reserved(house)
    house.clock.pass_by(8 * 86_400)
    prepared = a_capture(house, charge_id)

    assert house.gateway.charge(prepared, within=WITHIN) == Pending(charge_id)
    house.service.decide(charge_id, paid=True)
    assert isinstance(house.gateway.settle(prepared, charge_id=charge_id, within=WITHIN), Paid)


def test_a_reservation_that_ended_unused_is_released(house: House) -> None:
    charge_id = reserved(house)
    house.clock.pass_by(31 * 86_400)

    result = house.gateway.charge(a_capture(house, charge_id), within=WITHIN)

    assert result == Released(charge_id)


def test_a_cancelled_charge_is_told_so_by_a_cancel(house: House) -> None:
    charge_id = reserved(house)

    first = house.gateway.charge(a_cancel(house, charge_id), within=WITHIN)
    second = house.gateway.charge(a_cancel(house, charge_id), within=WITHIN)

    assert first == second == Released(charge_id)


REFUND_ODD = {
    "another amount": {"refundAmount": {"amount": "4.01", "currencyCode": "USD"}},
    "another charge": {"chargeId": "S01-0000000-0000000-C000001"},
    "another environment": {"releaseEnvironment": "Live"},
    "no id": {"refundId": None},
    "an unknown state": {"statusDetails": {"state": "Done"}},
    "a list for a state": {"statusDetails": {"state": []}},
}


@pytest.mark.parametrize("members", REFUND_ODD.values(), ids=REFUND_ODD)
def test_a_refund_that_is_odd_is_unknown(house: House, members: dict[str, object]) -> None:
    paid = house.gateway.charge(a_charge(house), within=WITHIN)
    assert isinstance(paid, Paid)
    house.service.troubles.replace(changing(**members))

    result = house.gateway.refund(a_refund(house, paid.payment.provider_charge_id), within=WITHIN)

    assert isinstance(result, RefundUnknown)


@pytest.mark.parametrize(("code", "again"), [("AmazonRejected", False), ("ProcessingFailure", True)])
def test_a_refund_goes_through_its_states(house: House, code: str, again: bool) -> None:
    paid = house.gateway.charge(a_charge(house), within=WITHIN)
    assert isinstance(paid, Paid)
    prepared = a_refund(house, paid.payment.provider_charge_id)
    begun = house.gateway.refund(prepared, within=WITHIN)
    assert isinstance(begun, RefundPending)
    assert house.gateway.settle_refund(prepared, refund_id=begun.refund_id, within=WITHIN) == begun

    house.service.finish_refund(begun.refund_id, code=code)
    refused = house.gateway.settle_refund(prepared, refund_id=begun.refund_id, within=WITHIN)
    house.service.books.refunds[begun.refund_id].state = "Refunded"
    done = house.gateway.settle_refund(prepared, refund_id=begun.refund_id, within=WITHIN)

    assert refused == RefundRefused(code, may_retry=again, refund_id=begun.refund_id)
    assert isinstance(done, Refunded)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=5,
)
MEMBERS = ("chargeId", "chargePermissionId", "chargeAmount", "captureAmount", "merchantMetadata", "statusDetails")


@settings(deadline=None, max_examples=80)
@given(
    parts=st.dictionaries(st.sampled_from((*MEMBERS, "releaseEnvironment")), json_values, min_size=1),
    status=st.sampled_from([200, 201, 202]),
)
def test_no_damage_makes_a_paid_charge_of_another(parts: dict[str, object], status: int) -> None:
    house = House()
    truth: dict[str, object] = {}

    def damage(body: bytes) -> bytes:
        truth.update(json.loads(body))
        return json.dumps({**truth, **parts}).encode()

    house.service.troubles.replace(damage)
    prepared = a_charge(house)

    result = house.gateway.charge(prepared, within=WITHIN)

    if isinstance(result, Paid):
        assert result.payment.amount == prepared.amount
        assert result.payment.reference == prepared.reference
        assert result.payment.provider_order_id == prepared.subject_id
    assert not isinstance(result, DeclinedForNow | DeclinedForGood | Released)
