"""The pretend service knows who calls, and the keys that it has answered."""

import json

import pytest

from simulator.amazon_pay_v2.calls import Call
from tests.gateways.amazon_pay_v2.keys import OLD_KEY_ID, SANDBOX_KEY_ID
from tests.simulator.amazon_pay_v2.desk import Desk, a_body, price

# Who calls.


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"accept": None}, 400, "MissingHeader"),
        ({"accept": "text/html"}, 400, "InvalidHeaderValue"),
        ({"content_type": " "}, 400, "MissingHeaderValue"),
        ({"x_amz_pay_region": "eu"}, 400, "InvalidHeaderValue"),
        ({"x_amz_pay_date": "2026-11-02T12:00:00Z"}, 400, "InvalidHeaderValue"),
        ({"x_amz_pay_date": "20261102T110000Z"}, 403, "InvalidRequestSignature"),
        ({"x_amz_pay_idempotency_key": None}, 400, "MissingHeader"),
        ({"x_amz_pay_idempotency_key": "a-b"}, 400, "InvalidHeaderValue"),
        ({"x_amz_pay_idempotency_key": "a" * 33}, 400, "InvalidHeaderValue"),
    ],
    ids=str,
)
def test_headers_are_demanded(desk: Desk, headers: dict[str, str | None], status: int, code: str) -> None:
    call = desk.call("POST", "/v2/charges", a_body(desk.house.permit()), **headers)  # type: ignore[arg-type]

    answer = desk.service.answer(call)

    assert (answer.status, json.loads(answer.body)["reasonCode"]) == (status, code)


@pytest.mark.parametrize(
    ("authorization", "code"),
    [
        (None, "InvalidAuthentication"),
        ("Bearer abc", "InvalidAuthentication"),
        ("AMZN-PAY-RSASSA-PSS-V2 PublicKeyId=X, SignedHeaders=accept, Signature=AAAA", "UnauthorizedAccess"),
    ],
)
def test_a_call_must_be_signed(desk: Desk, authorization: str | None, code: str) -> None:
    call = desk.call("GET", "/v2/charges/C1")
    headers = {name: value for name, value in call.headers.items() if name != "authorization"}
    more = {"authorization": authorization} if authorization else {}

    answer = desk.service.answer(Call("GET", call.target, {**headers, **more}))

    assert json.loads(answer.body)["reasonCode"] == code


@pytest.mark.parametrize(
    ("key_id", "path"),
    [
        (SANDBOX_KEY_ID, "/sandbox/v2/charges/C1"),
        (OLD_KEY_ID, "/v2/charges/C1"),
        (SANDBOX_KEY_ID, "/v1/charges/C1"),
        (SANDBOX_KEY_ID, "/v2/charges"),
        (SANDBOX_KEY_ID, "/v2/nothing"),
    ],
)
def test_a_path_that_there_is_not(desk: Desk, key_id: str, path: str) -> None:
    assert desk.ask("GET", path, key_id=key_id)[0] == 404


# Keys.


def test_a_key_brings_back_the_first_answer(desk: Desk) -> None:
    told = a_body(desk.house.permit())

    first = desk.ask("POST", "/v2/charges", told, key="same")
    second = desk.ask("POST", "/v2/charges", told, key="same")

    assert first == second
    assert desk.service.books.ledger.times("ref1") == 1


@pytest.mark.parametrize("changed", [{"captureNow": False}, {"chargeAmount": price("15.00")}])
def test_a_key_for_another_request_is_refused(desk: Desk, changed: dict[str, object]) -> None:
    permission_id = desk.house.permit()
    desk.ask("POST", "/v2/charges", a_body(permission_id), key="same")

    told = desk.ask("POST", "/v2/charges", a_body(permission_id, **changed), key="same")

    assert (told[0], told[1]["reasonCode"]) == (400, "DuplicateIdempotencyKey")


def test_a_stored_decline_stays_one(desk: Desk) -> None:
    told = a_body(desk.house.permit())
    desk.service.decline("SoftDeclined")

    first = desk.ask("POST", "/v2/charges", told, key="same")
    second = desk.ask("POST", "/v2/charges", told, key="same")

    assert first == second
    assert first[1]["reasonCode"] == "SoftDeclined"
