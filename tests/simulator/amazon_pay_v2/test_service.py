"""The pretend service is strict: it knows its fields, states, limits and keys, and moves money once."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from simulator.amazon_pay_v2.calls import Call, Reply
from simulator.amazon_pay_v2.charging import DECLINES
from simulator.amazon_pay_v2.limits import RATES
from simulator.amazon_pay_v2.service import SIMULATION
from tests.gateways.amazon_pay_v2.keys import LIVE_KEY_ID, OLD_KEY_ID, SANDBOX_KEY_ID, private_pem
from tests.gateways.amazon_pay_v2.wire import House
from voicetill.gateways.amazon_pay_v2.signing import Request, Signer

SIGNERS = {
    key_id: Signer(public_key_id=key_id, private_key=private_pem)
    for key_id in (SANDBOX_KEY_ID, LIVE_KEY_ID, OLD_KEY_ID, "SANDBOX-UNKNOWN")
}


class Desk:
    """Asks the pretend service whatever one likes, well signed."""

    def __init__(self) -> None:
        self.house = House()
        self.service = self.house.service
        self.serial = 0

    def ask(
        self,
        method: str,
        path: str,
        told: object = None,
        *,
        key: str | None = "",
        key_id: str = SANDBOX_KEY_ID,
        **headers: str | None,
    ) -> tuple[int, dict[str, Any]]:
        answer = self.service.answer(self.call(method, path, told, key=key, key_id=key_id, **headers))
        return answer.status, json.loads(answer.body)

    def call(
        self,
        method: str,
        path: str,
        told: object = None,
        *,
        key: str | None = "",
        key_id: str = SANDBOX_KEY_ID,
        **headers: str | None,
    ) -> Call:
        self.serial += 1
        usual: dict[str, str | None] = {
            "accept": "application/json",
            "content-type": "application/json",
            "x-amz-pay-region": "us",
            "x-amz-pay-date": self.house.clock().strftime("%Y%m%dT%H%M%SZ"),
            "x-amz-pay-host": "pay-api.amazon.com",
            "x-amz-pay-idempotency-key": (key or f"key{self.serial}")
            if method == "POST" and key is not None
            else None,
        }
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {name: value for name, value in {**usual, **named}.items() if value is not None}
        body = b"" if told is None else json.dumps(told).encode()
        signed = SIGNERS[key_id].signed(Request(method, path, (), sent, body))
        return Call(method, path, signed, body)

    def charge(self, permission_id: str, **changes: object) -> tuple[int, dict[str, Any]]:
        return self.ask("POST", "/v2/charges", a_body(permission_id, **changes))


def a_body(permission_id: str, **changes: object) -> dict[str, object]:
    told = {
        "chargePermissionId": permission_id,
        "chargeAmount": {"amount": "14.00", "currencyCode": "USD"},
        "captureNow": True,
        "merchantMetadata": {"merchantReferenceId": "ref1"},
        **changes,
    }
    return {name: value for name, value in told.items() if value is not ...}


@pytest.fixture
def desk() -> Desk:
    return Desk()


def price(amount: str, currency: str = "USD") -> dict[str, str]:
    return {"amount": amount, "currencyCode": currency}


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


# Fields.


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"chargePermissionId": ...}, "MissingParameterValue"),
        ({"chargeAmount": ...}, "MissingParameterValue"),
        ({"chargeAmount": {"amount": 14, "currencyCode": "USD"}}, "InvalidParameterValue"),
        ({"chargeAmount": price("14.0")}, "InvalidParameterValue"),
        ({"chargeAmount": price("14")}, "InvalidParameterValue"),
        ({"chargeAmount": price("0.00")}, "InvalidParameterValue"),
        ({"chargeAmount": price("14.00", "XXX")}, "InvalidParameterValue"),
        ({"chargeAmount": price("14.00", "EUR")}, "CurrencyMismatch"),
        ({"chargeAmount": price("150000.01")}, "TransactionAmountExceeded"),
        ({"captureNow": "true"}, "InvalidParameterValue"),
        ({"captureNow": False, "softDescriptor": "No Nicks"}, "InvalidParameterCombination"),
        ({"softDescriptor": "a" * 17}, "InvalidParameterValue"),
        ({"channel": "Radio"}, "InvalidParameterValue"),
        ({"chargeInitiator": "Customer"}, "InvalidParameterValue"),
        ({"merchantMetadata": {"merchantStoreName": "a" * 51}}, "InvalidParameterValue"),
        ({"merchantMetadata": {"shop": "a"}}, "UnrecognizedField"),
        ({"capture": True}, "UnrecognizedField"),
    ],
    ids=str,
)
def test_each_field_of_a_charge_is_checked(desk: Desk, changes: dict[str, object], code: str) -> None:
    told = desk.charge(desk.house.permit(), **changes)

    assert told[1]["reasonCode"] == code
    assert not desk.service.books.ledger.taken


@pytest.mark.parametrize("body", [b"", b"[]", b"{"])
def test_a_body_must_be_an_object(desk: Desk, body: bytes) -> None:
    call = desk.call("POST", "/v2/charges")
    sent = SIGNERS[SANDBOX_KEY_ID].signed(
        Request("POST", "/v2/charges", (), {k: v for k, v in call.headers.items() if k != "authorization"}, body)
    )

    answer = desk.service.answer(Call("POST", "/v2/charges", sent, body))

    assert json.loads(answer.body)["reasonCode"] == "InvalidRequestFormat"


# States and limits.


def test_a_charge_is_captured_once_and_within_what_was_reserved(desk: Desk) -> None:
    _, charge = desk.charge(desk.house.permit(), captureNow=False)
    path = f"/v2/charges/{charge['chargeId']}/capture"
    assert charge["statusDetails"]["state"] == "Authorized"

    assert (
        desk.ask("POST", path, {"captureAmount": price("14.01")})[1]["reasonCode"] == "TransactionAmountExceeded"
    )
    assert desk.ask("POST", path, {"captureAmount": price("9.00")})[1]["captureAmount"] == price("9.00")
    assert desk.ask("POST", path, {"captureAmount": price("1.00")})[1]["reasonCode"] == "InvalidChargeStatus"
    assert desk.service.books.ledger.taken_for("ref1") == 9


def test_a_reservation_lasts_thirty_days(desk: Desk) -> None:
    _, charge = desk.charge(desk.house.permit(), captureNow=False)
    desk.house.clock.pass_by(timedelta(days=31))

    told = desk.ask("GET", f"/v2/charges/{charge['chargeId']}")[1]

    assert told["statusDetails"]["state"] == "Canceled"
    assert told["statusDetails"]["reasonCode"] == "ExpiredUnused"


def test_a_month_carries_so_much_and_the_next_one_again(desk: Desk) -> None:
    permission_id = desk.service.permit(kind="Recurring")
    assert desk.charge(permission_id, chargeAmount=price("999.00"))[0] == 201
    assert desk.charge(permission_id, chargeAmount=price("1.01"))[1]["reasonCode"] == "TransactionAmountExceeded"
    limits = desk.ask("GET", f"/v2/chargePermissions/{permission_id}")[1]["limits"]
    assert limits["amountBalance"] == price("1.00")

    desk.house.clock.pass_by(timedelta(days=31))

    assert desk.charge(permission_id, chargeAmount=price("1000.00"))[0] == 201


def test_a_recurring_permission_ends_thirteen_months_after_its_last_charge(desk: Desk) -> None:
    permission_id = desk.service.permit(kind="Recurring")
    desk.house.clock.pass_by(timedelta(days=300))
    assert desk.charge(permission_id)[0] == 201
    desk.house.clock.pass_by(timedelta(days=300))
    assert desk.charge(permission_id)[0] == 201

    desk.house.clock.pass_by(timedelta(days=400))

    assert desk.charge(permission_id)[1]["reasonCode"] == "InvalidChargePermissionStatus"


def test_a_saved_wallet_never_ends_by_itself(desk: Desk) -> None:
    permission_id = desk.service.permit(kind="PaymentMethodOnFile")
    desk.house.clock.pass_by(timedelta(days=4000))

    assert desk.charge(permission_id)[0] == 201


def test_a_one_time_permission_takes_twenty_five_charges(desk: Desk) -> None:
    permission_id = desk.service.permit(kind="OneTime")
    for _ in range(25):
        assert desk.charge(permission_id, chargeAmount=price("1.00"))[0] == 201

    told = desk.charge(permission_id, chargeAmount=price("1.00"))

    assert told[1]["reasonCode"] == "TransactionCountExceeded"


@pytest.mark.parametrize(
    ("currency", "captured", "most"),
    [
        ("USD", "100.00", "115.00"),
        ("USD", "1000.00", "1075.00"),
        ("JPY", "1000", "1150"),
        ("JPY", "100000", "108400"),
    ],
)
def test_a_little_more_than_was_captured_may_go_back(desk: Desk, currency: str, captured: str, most: str) -> None:
    permission_id = desk.house.permit(currency)
    _, charge = desk.charge(permission_id, chargeAmount=price(captured, currency))
    more = str(Decimal(most) + (1 if currency == "JPY" else Decimal("0.01")))

    def refunded(amount: str) -> int:
        body = {"chargeId": charge["chargeId"], "refundAmount": price(amount, currency)}
        return desk.ask("POST", "/v2/refunds", body)[0]

    assert refunded(more) == 400
    assert refunded(most) == 201
    assert refunded("1" if currency == "JPY" else "0.01") == 400


def test_only_what_was_captured_can_be_refunded(desk: Desk) -> None:
    _, charge = desk.charge(desk.house.permit(), captureNow=False)
    body = {"chargeId": charge["chargeId"], "refundAmount": price("1.00")}

    assert desk.ask("POST", "/v2/refunds", body)[1]["reasonCode"] == "InvalidChargeStatus"


def test_a_permission_is_closed_once_and_can_release_what_waits(desk: Desk) -> None:
    permission_id = desk.house.permit()
    _, charge = desk.charge(permission_id, captureNow=False)
    path = f"/v2/chargePermissions/{permission_id}/close"
    assert desk.ask("DELETE", path, {})[1]["reasonCode"] == "MissingParameterValue"

    told = desk.ask("DELETE", path, {"closureReason": "over", "cancelPendingCharges": True})[1]
    again = desk.ask("DELETE", path, {"closureReason": "over"})[1]

    assert told["statusDetails"]["state"] == "Closed"
    assert again["reasonCode"] == "InvalidChargePermissionStatus"
    reason = desk.ask("GET", f"/v2/charges/{charge['chargeId']}")[1]["statusDetails"]["reasonCode"]
    assert reason == "ChargePermissionCanceled"


def test_live_and_sandbox_are_apart(desk: Desk) -> None:
    permission_id = desk.service.permit(environment="Live")

    assert desk.charge(permission_id)[1]["reasonCode"] == "ResourceNotFound"
    assert desk.ask("POST", "/v2/charges", a_body(permission_id), key_id=LIVE_KEY_ID)[0] == 201


# What testers order.


@pytest.mark.parametrize("code", DECLINES)
@pytest.mark.parametrize("as_error", [True, False])
def test_each_decline_takes_nothing(desk: Desk, code: str, as_error: bool) -> None:
    desk.service.decline(code, as_error=as_error)

    status, told = desk.charge(desk.house.permit())

    if as_error:
        assert (status >= 400, told["reasonCode"]) == (True, code)
    else:
        assert told["statusDetails"]["state"] == "Declined"
    assert not desk.service.books.ledger.taken


def test_a_hard_decline_waits_for_another_payment_method(desk: Desk) -> None:
    permission_id = desk.house.permit()
    desk.service.decline("HardDeclined")
    desk.charge(permission_id)
    assert desk.charge(permission_id)[1]["reasonCode"] == "InvalidChargePermissionStatus"

    desk.service.mend(permission_id)

    assert desk.charge(permission_id)[0] == 201


def test_another_decline_is_none(desk: Desk) -> None:
    with pytest.raises(ValueError, match="declined with"):
        desk.service.decline("Bored")


@pytest.mark.parametrize(
    ("simulated", "state", "code"),
    [
        ("SoftDeclined", None, "SoftDeclined"),
        ("HardDeclined", None, "HardDeclined"),
        ("CaptureInitiated", "CaptureInitiated", None),
        ("PendingHardDeclined", "AuthorizationInitiated", None),
        ("Sunshine", None, "InvalidSandboxSimulationSpecified"),
    ],
)
def test_a_simulation_code_beats_the_card(desk: Desk, simulated: str, state: str | None, code: str | None) -> None:
    body = a_body(desk.house.permit(), canHandlePendingAuthorization=True)

    _, told = desk.ask("POST", "/v2/charges", body, **{SIMULATION.replace("-", "_"): simulated})

    assert told.get("reasonCode") == code
    assert told.get("statusDetails", {}).get("state") == state
    if state:
        desk.service.decide(told["chargeId"], paid=True)
        ended = desk.ask("GET", f"/v2/charges/{told['chargeId']}")[1]["statusDetails"]
        assert ended["state"] == ("Captured" if simulated == "CaptureInitiated" else "Declined")


def test_a_pending_simulation_needs_somebody_who_waits(desk: Desk) -> None:
    body = a_body(desk.house.permit())

    told = desk.ask("POST", "/v2/charges", body, **{SIMULATION.replace("-", "_"): "PendingSoftDeclined"})

    assert told[1]["reasonCode"] == "InvalidSandboxSimulationSpecified"


def test_nothing_is_simulated_in_the_live_environment(desk: Desk) -> None:
    body = a_body(desk.service.permit(environment="Live"))
    code = {SIMULATION.replace("-", "_"): "SoftDeclined"}

    told = desk.ask("POST", "/v2/charges", body, key_id=LIVE_KEY_ID, **code)

    assert told[1]["reasonCode"] == "InvalidSandboxSimulationSpecified"


def test_too_many_calls_are_refused_and_not_remembered(desk: Desk) -> None:
    desk.service.rates = RATES
    permission_id = desk.house.permit()
    told = a_body(permission_id)
    statuses = [desk.ask("POST", "/v2/charges", told, key=f"key{number}")[0] for number in range(3)]
    assert statuses == [201, 201, 429]

    desk.house.clock.pass_by(1)

    assert desk.ask("POST", "/v2/charges", told, key="key2")[0] == 201


def test_a_trouble_waits_for_the_call_that_it_is_meant_for(desk: Desk) -> None:
    permission_id = desk.house.permit()
    desk.service.troubles.fail(on="create charge", acts=True)

    assert desk.ask("GET", f"/v2/chargePermissions/{permission_id}")[0] == 200
    assert desk.charge(permission_id)[0] == 500
    assert desk.service.books.ledger.times("ref1") == 1
    assert [asked.operation for asked in desk.service.calls] == ["get charge permission", "create charge"]


def test_every_change_is_told_to_the_merchant(desk: Desk) -> None:
    permission_id = desk.house.permit()
    _, charge = desk.charge(permission_id)
    _, refund = desk.ask("POST", "/v2/refunds", {"chargeId": charge["chargeId"], "refundAmount": price("1.00")})
    desk.service.finish_refund(refund["refundId"])
    desk.service.close_by_buyer(permission_id)

    told = [(change.object_type, change.object_id) for change in desk.service.books.changes]
    assert told == [
        ("CHARGE", charge["chargeId"]),
        ("REFUND", refund["refundId"]),
        ("CHARGE_PERMISSION", permission_id),
    ]


# Sessions.


def a_session(**changes: object) -> dict[str, object]:
    told = {
        "webCheckoutDetails": {
            "checkoutResultReturnUrl": "https://shop.example/done",
            "checkoutMode": "ProcessOrder",
        },
        "storeId": "store",
        "scopes": ["name"],
        "chargePermissionType": "PaymentMethodOnFile",
        "paymentMethodOnFileMetadata": {"setupOnly": True},
        "paymentDetails": {"paymentIntent": "Confirm", "presentmentCurrency": "USD"},
        **changes,
    }
    return {name: value for name, value in told.items() if value is not ...}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"storeId": ...}, "MissingParameterValue"),
        ({"webCheckoutDetails": {"checkoutMode": "ProcessOrder"}}, "MissingParameterValue"),
        ({"webCheckoutDetails": {"checkoutResultReturnUrl": "http://shop.example"}}, "InvalidParameterValue"),
        ({"scopes": ["shoeSize"]}, "InvalidParameterValue"),
        ({"chargePermissionType": "Sometimes"}, "InvalidParameterValue"),
        ({"chargePermissionType": "Recurring"}, "InvalidParameterValue"),
        ({"recurringMetadata": {}}, "InvalidParameterCombination"),
        ({"paymentDetails": {"paymentIntent": "AuthorizeWithCapture"}}, "MissingParameterValue"),
        ({"paymentDetails": {"paymentIntent": "Maybe"}}, "InvalidParameterValue"),
        ({"surprise": 1}, "UnrecognizedField"),
    ],
    ids=str,
)
def test_each_field_of_a_session_is_checked(desk: Desk, changes: dict[str, object], code: str) -> None:
    assert desk.ask("POST", "/v2/checkoutSessions", a_session(**changes))[1]["reasonCode"] == code


def test_a_session_is_completed_once_and_only_as_it_was_approved(desk: Desk) -> None:
    details = {"paymentIntent": "AuthorizeWithCapture", "chargeAmount": price("5.00")}
    _, session = desk.ask("POST", "/v2/checkoutSessions", a_session(paymentDetails=details))
    session_id = session["checkoutSessionId"]
    path = f"/v2/checkoutSessions/{session_id}/complete"
    right = {"chargeAmount": price("5.00")}
    assert desk.ask("POST", path, right)[1]["reasonCode"] == "InvalidCheckoutSessionStatus"
    desk.service.approve(session_id)

    assert desk.ask("POST", path, {"chargeAmount": price("6.00")})[1]["reasonCode"] == "AmountMismatch"
    assert desk.ask("POST", path, {})[1]["reasonCode"] == "AmountMismatch"
    status, done = desk.ask("POST", path, right)
    assert (status, done["statusDetails"]["state"]) == (200, "Completed")
    assert desk.ask("POST", path, right)[1]["reasonCode"] == "InvalidCheckoutSessionStatus"
    assert len(desk.service.books.ledger.taken) == 1


def test_a_cancelled_session_is_over(desk: Desk) -> None:
    _, session = desk.ask("POST", "/v2/checkoutSessions", a_session())
    session_id = session["checkoutSessionId"]
    desk.service.refuse(session_id)

    assert (
        desk.ask("POST", f"/v2/checkoutSessions/{session_id}/complete", {})[1]["reasonCode"]
        == "CheckoutSessionCanceled"
    )
    assert (
        desk.ask("PATCH", f"/v2/checkoutSessions/{session_id}", {})[1]["reasonCode"]
        == "InvalidCheckoutSessionStatus"
    )


def test_an_answer_names_its_request(desk: Desk) -> None:
    answer: Reply = desk.service.answer(desk.call("GET", "/v2/charges/C1"))

    assert answer.headers["x-amz-pay-request-id"]
