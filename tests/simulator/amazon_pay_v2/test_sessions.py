"""The pretend service is strict about sessions: approved first, completed once."""

import pytest

from simulator.amazon_pay_v2.calls import Reply
from tests.simulator.amazon_pay_v2.desk import Desk, price

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
