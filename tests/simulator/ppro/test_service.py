"""Pretend PPRO follows the rules of states, limits and amounts, and its ledger says what money really moved."""

from typing import Any

import pytest

from simulator.ppro.faults import CODES, Fault
from tests.simulator.ppro.desks import AGREEMENT, CHARGE, PAYMENT, Desk, refusal, said


@pytest.fixture
def desk() -> Desk:
    return Desk()


def path(told: dict[str, Any], part: str = "") -> str:
    return f"/v1/payment-charges/{told['id']}{part}"


def test_an_agreement_waits_for_the_customer(desk: Desk) -> None:
    told = said(desk.post("/v1/payment-agreements", AGREEMENT))
    assert told["status"] == "AUTHENTICATION_PENDING"
    [method] = told["authenticationMethods"]
    assert method["details"] == {
        "requestUrl": f"https://pay.ppro.example/confirm/{told['id']}",
        "requestMethod": "GET",
    }

    assert desk.ppro.approve(told["id"]) == "https://till.example/done"

    after = said(desk.get(f"/v1/payment-agreements/{told['id']}"))
    assert after["status"] == "ACTIVE"
    assert "authenticationMethods" not in after
    assert [entry["status"] for entry in after["history"]] == ["AUTHENTICATION_PENDING", "ACTIVE"]


def test_who_has_decided_cannot_decide_again(desk: Desk) -> None:
    agreement_id = desk.agreement()

    with pytest.raises(Fault):
        desk.ppro.approve(agreement_id)
    with pytest.raises(Fault):
        desk.ppro.decline(agreement_id)


@pytest.mark.parametrize("walks_away", [True, False])
def test_a_consent_that_was_not_given_fails_and_takes_nothing(desk: Desk, walks_away: bool) -> None:
    first = {"initialPaymentCharge": dict(CHARGE)}
    told = said(desk.post("/v1/payment-agreements", {**AGREEMENT, **first}))

    if walks_away:
        desk.ppro.walk_away(told["id"])
    else:
        desk.ppro.decline(told["id"])

    after = said(desk.get(f"/v1/payment-agreements/{told['id']}"))
    assert after["status"] == "FAILED"
    assert after["failure"]["failureCode"] == ("EXPIRED_SESSION" if walks_away else "CANCELED_BY_CONSUMER")
    assert said(desk.get(f"/v1/payment-charges/{told['initialPaymentChargeId']}"))["status"] == "FAILED"
    assert desk.ppro.ledger.balance == 0


def test_a_first_charge_is_taken_with_the_consent(desk: Desk) -> None:
    told = said(desk.post("/v1/payment-agreements", {**AGREEMENT, "initialPaymentCharge": dict(CHARGE)}))
    assert desk.ppro.ledger.balance == 0

    desk.ppro.approve(told["id"])

    assert desk.ppro.ledger.taken("order1") == 1250


def test_an_agreement_that_waits_or_is_over_is_not_charged(desk: Desk) -> None:
    waiting = said(desk.post("/v1/payment-agreements", AGREEMENT))["id"]
    over = desk.agreement()
    desk.ppro.revoke(over)

    for agreement_id, code in ((waiting, "AGREEMENT_INACTIVE"), (over, "AGREEMENT_REVOKED")):
        told = said(desk.post(f"/v1/payment-agreements/{agreement_id}/payment-charges", CHARGE))
        assert (told["status"], told["failure"]["failureCode"]) == ("FAILED", code)
        assert told["authorizations"][0]["failure"] == told["failure"]
    assert desk.ppro.ledger.balance == 0


def test_an_agreement_is_revoked_once(desk: Desk) -> None:
    agreement_id = desk.agreement()

    told = said(desk.post(f"/v1/payment-agreements/{agreement_id}/revocations"))

    assert told["status"] == "REVOKED_BY_MERCHANT"
    assert refusal(desk.post(f"/v1/payment-agreements/{agreement_id}/revocations"))[0] == 422


@pytest.mark.parametrize(
    ("amount", "currency", "code"),
    [
        (49, "USD", "AMOUNT_NOT_SUPPORTED"),
        (2_000_001, "USD", "AMOUNT_NOT_SUPPORTED"),
        (1250, "EUR", "CURRENCY_NOT_SUPPORTED"),
        (50, "USD", None),
        (2_000_000, "USD", None),
    ],
)
def test_amounts_have_limits(desk: Desk, amount: int, currency: str, code: str | None) -> None:
    told = desk.charge(amount={"value": amount, "currency": currency})

    assert told.get("failure", {}).get("failureCode") == code
    assert desk.ppro.ledger.balance == (0 if code else amount)


@pytest.mark.parametrize("code", sorted(CODES))
def test_a_charge_can_fail_with_every_documented_code(desk: Desk, code: str) -> None:
    desk.ppro.wishes.decline(code)

    told = desk.charge()

    assert told["status"] == "FAILED"
    assert told["failure"]["failureCode"] == code
    assert desk.ppro.ledger.balance == 0


def test_a_code_that_is_not_documented_cannot_be_ordered(desk: Desk) -> None:
    with pytest.raises(ValueError, match="knows no failure code"):
        desk.ppro.wishes.decline("BAD_LUCK")


def test_what_is_left_pending_is_decided_later(desk: Desk) -> None:
    desk.ppro.wishes.leave_pending(times=2)
    paid, declined = desk.charge(), desk.charge(merchantPaymentChargeReference="order2")
    assert paid["status"] == "AUTHORIZATION_ASYNC"
    assert paid["authorizations"][0]["status"] == "PROVIDER_CONFIRMATION_PENDING"

    desk.ppro.decide(paid["id"])
    desk.ppro.decide(declined["id"], "INSUFFICIENT_FUNDS")

    assert said(desk.get(path(paid)))["status"] == "CAPTURED"
    assert said(desk.get(path(declined)))["status"] == "FAILED"
    assert desk.ppro.ledger.balance == 1250
    with pytest.raises(ValueError, match="was decided"):
        desk.ppro.decide(paid["id"])


def test_a_one_time_payment_is_confirmed_by_the_customer(desk: Desk) -> None:
    told = said(desk.post("/v1/payment-charges", PAYMENT))
    assert told["status"] == "AUTHENTICATION_PENDING"
    assert told["authenticationMethods"]

    desk.ppro.approve(told["id"])

    assert said(desk.get(path(told)))["status"] == "CAPTURED"
    assert desk.ppro.ledger.taken("order1") == 1250


def test_a_payment_that_nobody_confirms_is_dropped(desk: Desk) -> None:
    told = said(desk.post("/v1/payment-charges", PAYMENT))

    desk.ppro.discard(told["id"])

    assert said(desk.get(path(told)))["status"] == "DISCARDED"
    with pytest.raises(ValueError, match="cannot be discarded"):
        desk.ppro.discard(told["id"])


def test_charges_are_found_by_reference_or_by_agreement(desk: Desk) -> None:
    one, _ = desk.charge(), desk.charge(merchantPaymentChargeReference="order2")

    by_reference = said(desk.get("/v1/payment-charges?merchantPaymentChargeReference=order1"))
    by_agreement = said(desk.get(f"/v1/payment-charges?paymentAgreementId={one['paymentAgreementId']}"))

    assert [charge["id"] for charge in by_reference["paymentCharges"]] == [one["id"]]
    assert [charge["id"] for charge in by_agreement["paymentCharges"]] == [one["id"]]
    assert said(desk.get("/v1/payment-charges?merchantPaymentChargeReference="))["paymentCharges"] == []


def test_refunds_in_parts_never_exceed_what_was_captured(desk: Desk) -> None:
    told = desk.charge()

    outcomes = [
        said(desk.post(path(told, "/refunds"), {"amount": amount, "merchantRefundReference": f"back{amount}"}))
        for amount in (1251, 250, 1000, 1)
    ]

    assert [one["status"] for one in outcomes] == ["FAILED", "REFUNDED", "REFUNDED", "FAILED"]
    codes = [one["failure"]["failureCode"] for one in outcomes if one["status"] == "FAILED"]
    assert codes == ["EXCEEDS_CAPTURED_AMOUNT", "EXCEEDS_REFUNDABLE_AMOUNT"]
    after = said(desk.get(path(told)))
    assert after["status"] == "REFUNDED"
    # The latest failure is copied to the charge.
    assert after["failure"]["failureCode"] == "EXCEEDS_REFUNDABLE_AMOUNT"
    assert desk.ppro.ledger.refunded_as("back250") == 250
    assert desk.ppro.ledger.balance == 0


def test_a_refund_under_way_keeps_its_part(desk: Desk) -> None:
    told = desk.charge()
    desk.ppro.wishes.leave_refund_pending()
    pending = said(desk.post(path(told, "/refunds"), {"amount": 1000}))
    assert pending["status"] == "PENDING"
    assert said(desk.get(path(told)))["status"] == "REFUND_PROCESSING"

    assert said(desk.post(path(told, "/refunds"), {"amount": 251}))["status"] == "FAILED"
    desk.ppro.decide_refund(told["id"], pending["id"], "RETRY_REFUND_LATER")

    assert said(desk.get(path(told)))["status"] == "CAPTURED"
    assert said(desk.get(path(told, f"/refunds/{pending['id']}")))["status"] == "FAILED"
    assert desk.ppro.ledger.balance == 1250
    with pytest.raises(ValueError, match="was decided"):
        desk.ppro.decide_refund(told["id"], pending["id"])


def test_refunds_end_after_six_months(desk: Desk) -> None:
    told = desk.charge()
    desk.wait(days=184)

    refund = said(desk.post(path(told, "/refunds"), {"amount": 1}))

    assert refund["failure"]["failureCode"] == "REFUND_PERIOD_EXPIRED"


def test_what_was_never_captured_is_not_refunded(desk: Desk) -> None:
    desk.ppro.wishes.decline("INSUFFICIENT_FUNDS")
    told = desk.charge()

    refund = said(desk.post(path(told, "/refunds"), {"amount": 1}))

    assert refund["failure"]["failureCode"] == "NO_CAPTURED_AMOUNT"
    assert said(desk.get(path(told)))["status"] == "FAILED"


def test_in_two_steps_money_is_reserved_then_captured() -> None:
    desk = Desk(separate=True)
    told = desk.charge(autoCapture=False)
    assert told["status"] == "CAPTURE_PENDING"
    assert desk.ppro.ledger.reserved("order1") == 1250

    outcomes = [said(desk.post(path(told, "/captures"), {"amount": amount})) for amount in (1251, 1000, 250, 1)]

    assert [one["status"] for one in outcomes] == ["FAILED", "CAPTURED", "CAPTURED", "FAILED"]
    assert desk.ppro.ledger.taken("order1") == 1250
    assert said(desk.post(path(told, "/voids")))["status"] == "FAILED"


def test_in_two_steps_money_is_reserved_then_released() -> None:
    desk = Desk(separate=True)
    told = desk.charge(autoCapture=False)

    assert said(desk.post(path(told, "/voids")))["status"] == "VOIDED"

    assert said(desk.post(path(told, "/captures"), {"amount": 1}))["status"] == "FAILED"
    assert desk.ppro.ledger.balance == 0


def test_where_captures_are_not_apart_what_is_reserved_stays_so(desk: Desk) -> None:
    told = desk.charge(autoCapture=False)

    assert said(desk.post(path(told, "/captures"), {"amount": 1250}))["status"] == "FAILED"
    assert (
        said(desk.get(path(told, "/captures")))["captures"][0]["failure"]["failureCode"] == "NO_AUTHORIZED_AMOUNT"
    )
