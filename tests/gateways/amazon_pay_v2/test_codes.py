"""Every code of an error has its meaning, on every request that moves money."""

import logging
from collections.abc import Callable
from decimal import Decimal

import pytest

from simulator.amazon_pay_v2.faults import STATUSES
from tests.gateways.amazon_pay_v2.wire import House
from tests.gateways.amazon_pay_v2.wishes import a_cancel, a_capture, a_charge, a_refund
from voicetill.domain.agreements import AgreementStatus
from voicetill.domain.charging import (
    Authorized,
    ConsentDead,
    DeclinedForGood,
    DeclinedForNow,
    Paid,
    RefundRefused,
    RefundUnknown,
    Unknown,
)
from voicetill.domain.errors import GatewayUnavailableError, StoreUnavailableError
from voicetill.domain.payments import Capture, Refusal
from voicetill.gateways.amazon_pay_v2.codes import ERRORS, Means, row_of

WITHIN = 5.0

# By meaning: what a refused Create Charge comes to, where no look tells more.
OUTCOMES = {
    Means.NOT_LET_IN: GatewayUnavailableError,
    Means.THROTTLED: GatewayUnavailableError,
    Means.FAULTY: DeclinedForNow,
    Means.DECLINED_FOR_NOW: DeclinedForNow,
    Means.DECLINED_FOR_GOOD: DeclinedForGood,
    # The agreement is chargeable in fact, so the same may be tried again.
    Means.LOOK_AT_AGREEMENT: DeclinedForNow,
    Means.LOOK_AT_CHARGE: Unknown,
    Means.NOT_THERE: ConsentDead,
    Means.UNKNOWN: Unknown,
}


@pytest.fixture
def house() -> House:
    return House()


def outcome(house: House, *, status: int, code: str) -> object:
    house.service.troubles.fail(status=status, code=code)
    try:
        return house.gateway.charge(a_charge(house), within=WITHIN)
    except GatewayUnavailableError as error:
        return error


def test_every_documented_code_has_a_row() -> None:
    assert set(ERRORS) == set(STATUSES)


@pytest.mark.parametrize(("code", "status"), STATUSES.items())
def test_each_code_on_a_charge(house: House, code: str, status: int) -> None:
    assert isinstance(outcome(house, status=status, code=code), OUTCOMES[row_of(status, code).means])


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("SoftDeclined", Refusal.NOT_PROCESSED),
        ("HardDeclined", Refusal.PAYMENT_METHOD),
        ("AmazonRejected", Refusal.REJECTED),
        ("TransactionTimedOut", Refusal.NOT_PROCESSED),
        ("TransactionAmountExceeded", Refusal.LIMIT_REACHED),
        ("MFANotCompleted", Refusal.PAYMENT_METHOD),
        ("InvalidParameterValue", Refusal.MERCHANT_UNAVAILABLE),
    ],
)
def test_a_decline_says_why(house: House, code: str, reason: Refusal) -> None:
    result = outcome(house, status=STATUSES[code], code=code)

    assert isinstance(result, DeclinedForNow | DeclinedForGood)
    assert result.reason is reason


@pytest.mark.parametrize("status", [500, 502, 503, 504, 408, 425, 599])
@pytest.mark.parametrize("code", ["SoftDeclined", "InternalServerError", "", "SomethingNew"])
def test_behind_a_fault_of_the_service_nobody_knows(house: House, status: int, code: str) -> None:
    if status < 500 and code == "SoftDeclined":
        return

    assert isinstance(outcome(house, status=status, code=code), Unknown)


@pytest.mark.parametrize("status", [301, 302, 400, 404, 409, 418, 422])
def test_a_status_without_a_code_that_we_know_is_unknown(house: House, status: int) -> None:
    house.service.troubles.garble(b"<html>a proxy's page</html>", status=status, acts=False)

    assert isinstance(house.gateway.charge(a_charge(house), within=WITHIN), Unknown)


def test_a_processing_failure_that_is_told_again_is_a_decline(house: House) -> None:
    prepared = a_charge(house)
    house.service.troubles.fail(status=500, code="ProcessingFailure")
    assert isinstance(house.gateway.charge(prepared, within=WITHIN), Unknown)
    house.service.troubles.fail(status=500, code="ProcessingFailure")

    settled = house.gateway.settle(prepared, charge_id="", within=WITHIN)

    assert isinstance(settled, DeclinedForNow)


@pytest.mark.parametrize("told", [None, 7])
def test_throttled_says_when_to_come_back(house: House, told: int | None) -> None:
    house.service.troubles.throttle(retry_after=told)

    with pytest.raises(GatewayUnavailableError) as error:
        house.gateway.charge(a_charge(house), within=WITHIN)

    assert error.value.retry_after == (told or 1)


@pytest.mark.parametrize("down", [False, True])
def test_a_key_that_is_refused_is_told_to_who_keeps_it(house: House, down: bool) -> None:
    house.keeper_is_down = down
    house.service.troubles.fail(status=403, code="InvalidRequestSignature")

    with pytest.raises(GatewayUnavailableError):
        house.gateway.charge(a_charge(house), within=WITHIN)

    assert house.refusals == ["told"]


def no_store() -> str:
    raise StoreUnavailableError


@pytest.mark.parametrize("private_key", [lambda: "no key", no_store])
def test_a_key_that_cannot_be_had_is_an_outage_and_nothing_is_sent(private_key: Callable[[], str]) -> None:
    house = House(private_key=private_key)

    with pytest.raises(GatewayUnavailableError):
        house.gateway.charge(a_charge(house), within=WITHIN)

    assert not house.line.sent


def test_a_key_used_for_another_request_is_unknown_and_raised(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    first = a_charge(house, reference="same1")
    other = a_charge(house, reference="same1", seller="Another")
    house.gateway.charge(first, within=WITHIN)
    with caplog.at_level(logging.WARNING):
        result = house.gateway.charge(other, within=WITHIN)

    assert isinstance(result, Unknown)
    assert any(getattr(record, "code", "") == "DuplicateIdempotencyKey" for record in caplog.records)


@pytest.mark.parametrize(
    ("reason", "kind", "refusal"),
    [
        ("PaymentMethodExpired", DeclinedForGood, Refusal.PAYMENT_METHOD_SUSPENDED),
        ("PaymentMethodDeleted", DeclinedForGood, Refusal.PAYMENT_METHOD_SUSPENDED),
        ("MFAFailed", DeclinedForGood, Refusal.PAYMENT_METHOD_SUSPENDED),
        ("SomethingNew", DeclinedForGood, Refusal.PAYMENT_METHOD_SUSPENDED),
        ("ChargeInProgress", DeclinedForNow, Refusal.TRY_LATER),
        ("TransactionAmountExceeded", DeclinedForNow, Refusal.LIMIT_REACHED),
    ],
)
def test_an_agreement_that_cannot_be_charged_now_says_why(
    house: House, reason: str, kind: type, refusal: Refusal
) -> None:
    agreement_id = house.permit()
    house.service.hinder(agreement_id, reason)

    result = house.gateway.charge(a_charge(house, agreement_id=agreement_id), within=WITHIN)

    assert isinstance(result, DeclinedForNow | DeclinedForGood)
    assert isinstance(result, kind)
    assert result.reason is refusal


@pytest.mark.parametrize(
    ("reason", "status"),
    [
        ("BuyerClosed", AgreementStatus.CLOSED),
        ("MerchantClosed", AgreementStatus.CLOSED),
        ("Expired", AgreementStatus.CLOSED),
        ("BuyerCanceled", AgreementStatus.CANCELED),
        ("AmazonCanceled", AgreementStatus.CANCELED),
    ],
)
def test_an_agreement_that_is_over_is_dead(house: House, reason: str, status: AgreementStatus) -> None:
    agreement_id = house.permit()
    house.service.books.close(house.service.books.permissions[agreement_id], reason)

    result = house.gateway.charge(a_charge(house, agreement_id=agreement_id), within=WITHIN)

    assert result == ConsentDead(status)


def test_an_agreement_that_cannot_be_looked_at_is_still_a_decline(house: House) -> None:
    agreement_id = house.permit()
    house.service.hinder(agreement_id)
    house.service.troubles.fail(on="get charge permission")

    result = house.gateway.charge(a_charge(house, agreement_id=agreement_id), within=WITHIN)

    assert result == DeclinedForNow(Refusal.PAYMENT_METHOD)


@pytest.mark.parametrize("hindered", ["ChargeInProgress", None])
def test_a_charge_in_progress_may_be_the_one_that_is_settled(house: House, hindered: str | None) -> None:
    agreement_id = house.permit()
    prepared = a_charge(house, agreement_id=agreement_id)
    house.service.troubles.fail(status=422, code="InvalidChargePermissionStatus")
    if hindered:
        house.service.hinder(agreement_id, hindered)

    result = house.gateway.settle(prepared, charge_id="", within=WITHIN)

    # Chargeable again by the time of the look: it was in progress a moment ago.
    assert isinstance(result, Unknown)


def test_an_agreement_that_nobody_knows_is_dead(house: House) -> None:
    result = house.gateway.charge(a_charge(house, agreement_id="S01-0000000-0000000"), within=WITHIN)

    assert isinstance(result, ConsentDead)


# Captures, releases and refunds.


def reserved(house: House) -> str:
    result = house.gateway.charge(a_charge(house, capture=Capture.ON_SHIPPING), within=WITHIN)
    assert isinstance(result, Authorized)
    return result.payment.provider_charge_id


@pytest.mark.parametrize("code", ["HardDeclined", "AmazonRejected", "TransactionAmountExceeded"])
def test_a_capture_can_be_declined(house: House, code: str) -> None:
    charge_id = reserved(house)
    house.service.troubles.fail(status=STATUSES[code], code=code)

    result = house.gateway.charge(a_capture(house, charge_id), within=WITHIN)

    assert isinstance(result, DeclinedForNow | DeclinedForGood)
    assert result.charge_id == charge_id


@pytest.mark.parametrize("code", ["InvalidChargeStatus", "ResourceNotFound", "InvalidParameterValue"])
def test_a_capture_that_is_refused_tells_how_the_charge_stands(house: House, code: str) -> None:
    charge_id = reserved(house)
    house.service.troubles.fail(status=STATUSES[code], code=code)

    assert isinstance(house.gateway.charge(a_capture(house, charge_id), within=WITHIN), Authorized)


def test_a_refused_capture_that_cannot_be_looked_at_is_unknown(house: House) -> None:
    charge_id = reserved(house)
    house.service.troubles.fail(status=422, code="InvalidChargeStatus")
    house.service.troubles.fail(on="get charge")

    assert house.gateway.charge(a_capture(house, charge_id), within=WITHIN) == Unknown(charge_id)


def test_a_cancel_that_is_refused_tells_how_the_charge_stands(house: House) -> None:
    charge_id = reserved(house)
    house.gateway.charge(a_capture(house, charge_id), within=WITHIN)

    assert isinstance(house.gateway.charge(a_cancel(house, charge_id), within=WITHIN), Paid)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("TransactionAmountExceeded", RefundRefused),
        ("InvalidParameterValue", RefundRefused),
        ("ResourceNotFound", RefundRefused),
        ("InvalidChargeStatus", RefundRefused),
        ("AmazonRejected", RefundRefused),
        ("DuplicateIdempotencyKey", RefundUnknown),
        ("InternalServerError", RefundUnknown),
        ("ProcessingFailure", RefundUnknown),
    ],
)
def test_each_code_on_a_refund(house: House, code: str, kind: type) -> None:
    paid = house.gateway.charge(a_charge(house), within=WITHIN)
    assert isinstance(paid, Paid)
    house.service.troubles.fail(status=STATUSES[code], code=code)

    assert isinstance(house.gateway.refund(a_refund(house, paid.payment.provider_charge_id), within=WITHIN), kind)


def test_more_than_the_month_carries_is_declined_for_now(house: House) -> None:
    agreement_id = house.permit()
    house.service.books.permissions[agreement_id].limit = Decimal(20)
    assert isinstance(house.gateway.charge(a_charge(house, agreement_id=agreement_id), within=WITHIN), Paid)
    told = house.gateway.read_agreement(agreement_id, within=WITHIN)
    second = house.gateway.charge(a_charge(house, agreement_id=agreement_id), within=WITHIN)

    assert told.remaining is not None
    assert told.remaining.minor == 6_00
    assert second == DeclinedForNow(Refusal.LIMIT_REACHED)
