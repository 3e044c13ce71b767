"""The pretend service is strict about charges: fields, states and limits; it moves money once."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest

from simulator.amazon_pay_v2.calls import Call
from tests.gateways.amazon_pay_v2.keys import LIVE_KEY_ID, SANDBOX_KEY_ID
from tests.simulator.amazon_pay_v2.desk import SIGNERS, Desk, a_body, price
from voicetill.gateways.amazon_pay_v2.signing import Request

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
