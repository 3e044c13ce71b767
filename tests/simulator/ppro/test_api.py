"""Pretend PPRO is strict about who calls, what they send, how often, and under which key."""

import json
from typing import Any

import pytest

from simulator.ppro.api import NeverArrived, NoAnswer
from simulator.ppro.wishes import Trouble
from tests.simulator.ppro.desks import AGREEMENT, ANOTHER, CHARGE, ONE, PAYMENT, Desk, refusal, said


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.mark.parametrize("authorization", [None, "", "Bearer", "Bearer key_sandbox_other", "Basic x", "bearer "])
def test_a_bad_key_is_refused_in_another_shape(desk: Desk, authorization: str | None) -> None:
    answer = desk.get("/v1/payment-charges/charge_1", Authorization=authorization)

    assert answer.status == 401
    assert json.loads(answer.body) == {"message": "Unauthorized"}


def test_the_merchant_must_be_named_and_be_the_right_one(desk: Desk) -> None:
    assert desk.get("/v1/payment-charges/charge_1", Merchant_Id=None).status == 400
    assert desk.get("/v1/payment-charges/charge_1", Merchant_Id="merch_other").status == 403


def test_the_merchant_is_not_wanted_everywhere(desk: Desk) -> None:
    instrument = said(desk.get(f"/v1/payment-agreements/{desk.agreement()}"))["instrumentId"]

    assert desk.get(f"/v1/payment-instruments/{instrument}").status == 400
    told = said(desk.get(f"/v1/payment-instruments/{instrument}", Merchant_Id=None))
    assert told["details"] == {"consumerEmail": "robin@mail.example"}


def test_what_is_posted_must_be_json(desk: Desk) -> None:
    assert desk.post("/v1/payment-agreements", AGREEMENT, Content_Type="text/plain").status == 415
    for body in (b"", b"{", b"[]", b"\xff", b"[" * 100_000):
        assert desk.post("/v1/payment-agreements", body).status == 400


def test_headers_have_limits(desk: Desk) -> None:
    assert desk.get("/v1/payment-charges/x", X="x" * 9000).status == 431
    assert desk.get("/v1/payment-charges/x", Request_Reference="x" * 513).status == 400


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/v2/payment-charges/x", 404),
        ("DELETE", "/v1/payment-charges/x", 405),
        ("GET", "/v1/payment-agreements", 405),
        ("GET", "/v1/payment-charges/charge_gone", 404),
        ("GET", "/v1/payment-agreements/agr_gone", 404),
        ("GET", "/v1/payment-charges", 400),
        ("GET", "/v1/payment-charges?a=b", 400),
        ("GET", "/v1/payment-charges?merchantPaymentChargeReference=x&paymentAgreementId=y", 400),
    ],
)
def test_an_address_that_is_none_is_refused(desk: Desk, method: str, path: str, status: int) -> None:
    answer = desk.api.send(method, f"https://api.example{path}", desk.headers(), within=5)

    assert refusal(answer)[0] == status


def _without(body: Any, name: str) -> dict[str, Any]:
    return {member: value for member, value in body.items() if member != name}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (_without(AGREEMENT, "paymentMethod"), "paymentMethod"),
        (_without(AGREEMENT, "startDate"), "startDate"),
        (_without(AGREEMENT, "consumer"), "consumer"),
        (_without(AGREEMENT, "authenticationSettings"), "authenticationSettings"),
        ({**AGREEMENT, "paymentMethod": "CARD"}, "paymentMethod"),
        ({**AGREEMENT, "surprise": 1}, "surprise is unknown"),
        ({**AGREEMENT, "description": "d" * 101}, "description"),
        ({**AGREEMENT, "description": None}, "description"),
        ({**AGREEMENT, "startDate": "tomorrow"}, "startDate"),
        ({**AGREEMENT, "webhooksUrl": "http://till.example/hooks"}, "webhooksUrl"),
        ({**AGREEMENT, "webhooksUrl": "https://till.example:444/hooks"}, "webhooksUrl"),
        ({**AGREEMENT, "consumer": {"name": "Robin Example", "country": "USA"}}, "consumer.country"),
        ({**AGREEMENT, "consumer": {"country": "US"}}, "consumer.name"),
        ({**AGREEMENT, "consumer": {"name": "R" * 513, "country": "US"}}, "consumer.name"),
        ({**AGREEMENT, "frequency": {"type": "MONTHLY", "interval": 1001}}, "frequency.interval"),
        ({**AGREEMENT, "frequency": {"type": "SOMETIMES", "interval": 1}}, "frequency.type"),
        ({**AGREEMENT, "labels": {str(n): "x" for n in range(51)}}, "labels"),
        ({**AGREEMENT, "labels": {"k" * 51: "x"}}, "labels"),
        ({**AGREEMENT, "initialPaymentCharge": {}}, "initialPaymentCharge.amount"),
        ({**AGREEMENT, "authenticationSettings": []}, "authenticationSettings"),
        ({**AGREEMENT, "authenticationSettings": [{"type": "REDIRECT"}]}, "authenticationSettings[0].settings"),
    ],
)
def test_a_faulty_agreement_is_refused_by_its_field(desk: Desk, body: object, field: str) -> None:
    status, message = refusal(desk.post("/v1/payment-agreements", body))

    assert status == 400
    assert message.startswith(field)
    assert desk.ppro.agreements == {}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": 1250}, "amount"),
        ({"amount": {"value": "1250", "currency": "USD"}}, "amount.value"),
        ({"amount": {"value": 12.5, "currency": "USD"}}, "amount.value"),
        ({"amount": {"value": True, "currency": "USD"}}, "amount.value"),
        ({"amount": {"value": 0, "currency": "USD"}}, "amount.value"),
        ({"amount": {"value": 1250}}, "amount.currency"),
        ({"autoCapture": "true"}, "autoCapture"),
        ({"scheduleType": "RECURRING"}, "scheduleType"),
        ({"initiator": "ALEXA"}, "initiator"),
        ({"consumer": {"name": "Robin Example", "country": "US"}}, "consumer is unknown"),
        ({"order": {"orderItems": []}}, "order.orderItems"),
        ({"order": {"orderItems": [{"name": "Kit", "quantity": 1}]}}, "order.orderItems[0].amount"),
        ({"order": {"shippingMethod": "PIGEON"}}, "order.shippingMethod"),
        ({"merchantPaymentChargeReference": "x" * 513}, "merchantPaymentChargeReference"),
    ],
)
def test_a_faulty_charge_is_refused_by_its_field(desk: Desk, changes: dict[str, Any], field: str) -> None:
    status, message = refusal(desk.post(desk.charges(), {**CHARGE, **changes}))

    assert status == 400
    assert message.startswith(field)
    assert desk.ppro.ledger.entries == []


@pytest.mark.parametrize("name", ["amount", "paymentMethod", "consumer", "authenticationSettings"])
def test_a_one_time_payment_needs_all_of_this(desk: Desk, name: str) -> None:
    assert refusal(desk.post("/v1/payment-charges", _without(PAYMENT, name)))[1].startswith(name)


def test_the_same_key_tells_the_first_answer_again(desk: Desk) -> None:
    path = desk.charges()
    first = desk.post(path, CHARGE, key=ONE)

    again = desk.post(path, CHARGE, key=ONE)

    assert again.body == first.body
    assert again.headers["request-idempotency"] == "true"
    assert "request-idempotency" not in first.headers
    assert desk.ppro.ledger.times("order1") == 1


def test_another_key_or_none_is_another_charge(desk: Desk) -> None:
    path = desk.charges()

    for key in (ONE, ANOTHER, None):
        said(desk.post(path, CHARGE, key=key))

    assert desk.ppro.ledger.times("order1") == 3


def test_the_same_key_with_another_body_is_a_conflict(desk: Desk) -> None:
    path = desk.charges()
    desk.post(path, CHARGE, key=ONE)

    assert desk.post(path, {**CHARGE, "autoCapture": True}, key=ONE).status == 409
    assert desk.post(f"{path[:-16]}/revocations", {}, key=ONE).status == 409


def test_a_call_that_was_refused_leaves_no_key_behind(desk: Desk) -> None:
    path = desk.charges()
    assert desk.post(path, {"amount": 1}, key=ONE).status == 400

    assert desk.post(path, CHARGE, key=ONE).status == 200


def test_a_key_is_forgotten_after_a_day(desk: Desk) -> None:
    path = desk.charges()
    desk.post(path, CHARGE, key=ONE)

    desk.wait(hours=23, minutes=59)
    desk.post(path, CHARGE, key=ONE)
    assert desk.ppro.ledger.times("order1") == 1

    desk.wait(minutes=1)
    desk.post(path, CHARGE, key=ONE)
    assert desk.ppro.ledger.times("order1") == 2


@pytest.mark.parametrize("key", ["", "x", "0f8fad5b-d9cb-169f-a165-70867728950e", ONE + "0"])
def test_a_key_is_a_uuid_of_version_four(desk: Desk, key: str) -> None:
    assert desk.post(desk.charges(), CHARGE, key=key).status == 400


def test_a_call_that_still_runs_is_a_conflict_once(desk: Desk) -> None:
    path = desk.charges()
    desk.ppro.wishes.trouble(Trouble.LINGERS)
    with pytest.raises(NoAnswer):
        desk.post(path, CHARGE, key=ONE)

    assert desk.post(path, CHARGE, key=ONE).status == 409
    assert desk.post(path, CHARGE, key=ONE).status == 200
    assert desk.ppro.ledger.times("order1") == 1


@pytest.mark.parametrize(
    ("trouble", "done"), [(Trouble.LOST_BEFORE, 0), (Trouble.LOST_AFTER, 1), (Trouble.NEVER_ARRIVES, 0)]
)
def test_an_answer_can_be_lost_before_and_after_the_act(desk: Desk, trouble: Trouble, done: int) -> None:
    path = desk.charges()
    desk.ppro.wishes.trouble(trouble, method="POST")

    with pytest.raises((NoAnswer, NeverArrived)):
        desk.post(path, CHARGE, key=ONE)

    assert desk.ppro.ledger.times("order1") == done


@pytest.mark.parametrize(("trouble", "done"), [(Trouble.ERROR_BEFORE, 0), (Trouble.ERROR_AFTER, 1)])
@pytest.mark.parametrize("status", [500, 504])
def test_an_error_can_come_before_and_after_the_act(desk: Desk, trouble: Trouble, done: int, status: int) -> None:
    path = desk.charges()
    desk.ppro.wishes.trouble(trouble, status=status)

    assert refusal(desk.post(path, CHARGE, key=ONE))[0] == status
    assert desk.ppro.ledger.times("order1") == done
    assert desk.post(path, CHARGE, key=ONE).status == 200
    assert desk.ppro.ledger.times("order1") == 1


def test_an_answer_can_be_garbage(desk: Desk) -> None:
    path = desk.charges()
    desk.ppro.wishes.trouble(Trouble.GARBLED, garbage=b'{"id":')

    assert desk.post(path, CHARGE, key=ONE).body == b'{"id":'
    assert desk.ppro.ledger.times("order1") == 1


def test_trouble_waits_for_the_call_that_it_is_for(desk: Desk) -> None:
    path = desk.charges()
    desk.ppro.wishes.trouble(Trouble.LOST_BEFORE, method="POST", path="/refunds")

    charge_id = said(desk.post(path, CHARGE))["id"]
    with pytest.raises(NoAnswer):
        desk.post(f"/v1/payment-charges/{charge_id}/refunds", {"amount": 1})


def test_calls_are_counted_and_reads_apart_from_writes(desk: Desk) -> None:
    desk.api.limits = True
    path = "/v1/payment-charges?merchantPaymentChargeReference=x"
    for _ in range(10):
        assert desk.get(path).status == 200

    throttled = desk.get(path)

    assert refusal(throttled)[0] == 429
    assert throttled.headers["x-ratelimit-remaining"] == "0"
    assert throttled.headers["x-ratelimit-replenish-rate"] == "5"
    assert throttled.headers["x-ratelimit-burst-capacity"] == "10"
    assert "retry-after" not in throttled.headers
    assert desk.post("/v1/payment-agreements", AGREEMENT).status == 200
    desk.wait(seconds=0.21)
    assert desk.get(path).status == 200
