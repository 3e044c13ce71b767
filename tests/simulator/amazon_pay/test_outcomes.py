"""The table of outcomes is complete, and each outcome does what its row says."""

from typing import Any

import pytest

from simulator.amazon_pay.faults import ERROR_CODES
from simulator.amazon_pay.outcomes import OUTCOMES, Delivery
from simulator.amazon_pay.service import AmazonPay
from simulator.amazon_pay.verdicts import CLOSED, STATES
from simulator.amazon_pay.verdicts import DECLINES as DECLINE_TABLE
from simulator.customers import Consent
from tests.simulator.small_shop import a_charge, a_directive, a_setup

SPOKEN_BY_AMAZON = {
    "UnsupportedClientPlatform": "403",
    "InvalidShippingAddress": "400",
    "InvalidAccountStatus": "403",
    "InvalidMerchantAccountStatus": "403",
    "RequestThrottled": "429",
    "InvalidPaymentMethod": "400",
}
HANDLED_BY_THE_MERCHANT = {
    "ACCESS_DENIED",
    "ACCESS_NOT_REQUESTED",
    "FORBIDDEN",
    "MissingPermissionsToAccessResource",
    "VoicePurchaseNotEnabled",
    "BuyerEqualsSeller",
    "InvalidParameterValue",
    "InvalidSandboxCustomerEmail",
    "InvalidSellerId",
    "UnauthorizedAccess",
    "UnsupportedCountryOfEstablishment",
    "UnsupportedCurrency",
    "InvalidBillingAgreementType",
    "InvalidSubscriptionAmount",
    "MissingSkillManifestData",
    "ReleaseEnvironmentNotAllowed",
    "DuplicateRequest",
    "InvalidAuthorizationAmount",
    "InvalidBillingAgreementId",
    "InvalidBillingAgreementStatus",
    "InvalidPaymentAction",
    "PeriodicAmountExceeded",
    "ProviderNotAuthorized",
    "InternalServerError",
    "ServiceUnavailable",
}
DECLINES = {
    ("InvalidPaymentMethod", True),
    ("InvalidPaymentMethod", False),
    ("AmazonRejected", True),
    ("AmazonRejected", False),
    ("ProcessingFailure", True),
    ("ProcessingFailure", False),
    ("TransactionTimedOut", True),
    ("TransactionTimedOut", False),
}
CLOSED_REASONS = {
    "ExpiredUnused", "MaxCapturesProcessed", "AmazonClosed", "OrderReferenceCanceled", "SellerClosed",
}  # fmt: skip
USER = "amzn1.ask.account.A"


def answer(pay: AmazonPay, name: str, payload: dict[str, Any]) -> dict[str, Any]:
    return pay.answer(a_directive(name, payload), user_id=USER, consent=Consent.GRANTED).body


def outcome_of(name: str, operation: str) -> tuple[AmazonPay, dict[str, Any]]:
    """The answer to a valid request for which this outcome was ordered."""
    pay = AmazonPay()
    if operation == "Setup":
        pay.order(name)
        return pay, answer(pay, "Setup", a_setup())
    details = answer(pay, "Setup", a_setup())["payload"]["billingAgreementDetails"]
    pay.order(name)
    return pay, answer(pay, "Charge", a_charge(details["billingAgreementId"]))


def test_every_documented_error_code_can_be_ordered() -> None:
    spoken = {code: row.status for code, row in ERROR_CODES.items() if row.spoken_by_amazon}

    assert spoken == SPOKEN_BY_AMAZON
    assert set(ERROR_CODES) - set(spoken) == HANDLED_BY_THE_MERCHANT
    assert set(ERROR_CODES) <= set(OUTCOMES)


def test_every_documented_decline_can_be_ordered() -> None:
    verdicts = [outcome.verdict for outcome in OUTCOMES.values() if outcome.verdict]

    declined = {(verdict.reason, verdict.soft) for verdict in verdicts if verdict.state == "Declined"}
    assert declined == DECLINES
    assert {verdict.state for verdict in verdicts} == {"Pending", "Open", "Declined", "Closed"} == set(STATES)
    assert {reason for reason, _ in declined} == set(DECLINE_TABLE)


def test_every_documented_end_of_an_authorization_can_be_ordered() -> None:
    verdicts = [outcome.verdict for outcome in OUTCOMES.values() if outcome.verdict]

    assert {verdict.reason for verdict in verdicts if verdict.state == "Closed"} == CLOSED_REASONS == set(CLOSED)
    for state in ("Pending", "Open"):
        reasons = {verdict.reason for verdict in verdicts if verdict.state == state}
        assert reasons == {None, "StopShipmentAtypicalAuth"}


def test_every_agreement_state_and_delivery_can_be_ordered() -> None:
    statuses = {outcome.status for outcome in OUTCOMES.values() if outcome.status}
    deliveries = {outcome.delivery for outcome in OUTCOMES.values() if outcome.delivery}

    assert statuses == {"OPEN", "SUSPENDED", "CANCELED", "CLOSED", "DRAFT"}
    assert deliveries == set(Delivery)


@pytest.mark.parametrize("outcome", OUTCOMES.values(), ids=OUTCOMES.keys())
def test_each_outcome_has_one_line_that_explains_it(outcome: Any) -> None:
    assert "\n" not in outcome.description
    assert len(outcome.description) > 10
    assert " " not in outcome.name


@pytest.mark.parametrize("code", ERROR_CODES)
def test_an_ordered_error_is_answered_and_moves_nothing(code: str) -> None:
    for operation in ERROR_CODES[code].operations:
        pay, body = outcome_of(code, operation)

        assert body["status"] == {"code": ERROR_CODES[code].status, "message": code}
        assert body["payload"]["errorCode"] == code
        assert body["payload"]["errorMessage"]
        assert pay.ledger.charges == []


def details(name: str) -> tuple[AmazonPay, dict[str, Any]]:
    pay, body = outcome_of(name, "Charge")
    result: dict[str, Any] = body["payload"]["authorizationDetails"]
    return pay, result


@pytest.mark.parametrize(("name", "outcome"), [(n, o) for n, o in OUTCOMES.items() if o.verdict])
def test_the_ledger_holds_what_the_verdict_moved(name: str, outcome: Any) -> None:
    pay, found = details(name)

    moved = sum(charge.amount for charge in pay.ledger.charges)
    assert found["authorizationStatus"]["state"] == outcome.verdict.state
    assert found["capturedAmount"]["amount"] == f"{moved:.2f}"
    assert bool(found["idList"]) is bool(moved)


def test_half_is_captured_when_less_is_ordered() -> None:
    pay, found = details("captured-less")

    assert found["authorizationAmount"]["amount"] == "9.00"
    assert found["capturedAmount"]["amount"] == "4.50"
    assert str(pay.ledger.charges[0]) == "4.50 USD"


@pytest.mark.parametrize(
    ("name", "path", "expected"),
    [
        ("wrong-amount", "authorizationAmount.amount", "10.00"),
        ("wrong-amount", "capturedAmount.amount", "10.00"),
        ("wrong-currency", "capturedAmount.currencyCode", "EUR"),
        ("wrong-reference", "authorizationReferenceId", "some-other-reference"),
        ("unknown-state", "authorizationStatus.state", "Sleeping"),
        ("misplaced-state", "state", "Closed"),
        ("misplaced-state", "authorizationStatus", None),
        ("missing-state", "authorizationStatus", None),
        ("missing-reason", "authorizationStatus.reasonCode", None),
        ("missing-reference", "authorizationReferenceId", None),
        ("missing-amount", "authorizationAmount", None),
        ("missing-captured-amount", "capturedAmount", None),
        ("missing-authorization-id", "amazonAuthorizationId", None),
        ("unknown-reason", "authorizationStatus.reasonCode", "FullMoon"),
        ("upper-case-state", "authorizationStatus.state", "CLOSED"),
        ("booleans-as-strings", "softDecline", "false"),
    ],
)
def test_a_garbled_answer_is_wrong_in_one_place_and_the_ledger_keeps_the_truth(
    name: str, path: str, expected: str | None
) -> None:
    pay, place = details(name)

    found: Any = place
    for member in path.split("."):
        found = found.get(member)
    assert found == expected
    assert [str(charge) for charge in pay.ledger.charges] == ["9.00 USD"]


@pytest.mark.parametrize(
    ("name", "member", "expected"),
    [
        ("missing-agreement-id", "billingAgreementId", None),
        ("missing-agreement-status", "billingAgreementStatus", None),
        ("missing-environment", "releaseEnvironment", None),
        ("missing-address", "destination", None),
        ("agreement-status-as-object", "billingAgreementStatus", {"state": "Open"}),
        ("unknown-agreement-status", "billingAgreementStatus", "HIBERNATING"),
        ("wrong-environment", "releaseEnvironment", "LIVE"),
    ],
)
def test_a_garbled_setup_is_wrong_in_one_place(name: str, member: str, expected: object) -> None:
    _, body = outcome_of(name, "Setup")

    assert body["payload"]["billingAgreementDetails"].get(member) == expected


def test_the_street_may_stand_in_the_second_line() -> None:
    _, body = outcome_of("missing-address-line-1", "Setup")

    destination = body["payload"]["billingAgreementDetails"]["destination"]
    assert "addressLine1" not in destination
    assert destination["addressLine2"] == "1234 Main Street"


@pytest.mark.parametrize("operation", ["Setup", "Charge"])
def test_an_answer_may_lack_what_it_is_known_by(operation: str) -> None:
    assert "payload" not in outcome_of("missing-payload", operation)[1]
    assert outcome_of("empty-payload", operation)[1]["payload"] == {}
    assert "status" not in outcome_of("missing-status", operation)[1]
    assert "token" not in outcome_of("missing-token", operation)[1]
    assert outcome_of("swapped-name", operation)[1]["name"] != operation
    assert outcome_of("foreign-token", operation)[1]["token"] != "token-1"


def test_money_may_move_before_an_error_is_answered() -> None:
    pay, body = outcome_of("charged-InternalServerError", "Charge")

    assert body["status"] == {"code": "500", "message": "InternalServerError"}
    assert len(pay.ledger.charges) == 1


def test_the_details_may_be_missing_as_a_whole() -> None:
    assert outcome_of("missing-agreement", "Setup")[1]["payload"] == {}
    assert set(outcome_of("missing-authorization", "Charge")[1]["payload"]) == {"amazonOrderReferenceId"}
    assert set(outcome_of("missing-order-reference", "Charge")[1]["payload"]) == {"authorizationDetails"}


@pytest.mark.parametrize("name", [name for name, outcome in OUTCOMES.items() if outcome.garble])
def test_an_error_is_damaged_only_where_errors_have_something_to_damage(name: str) -> None:
    pay = AmazonPay()
    operation = sorted(OUTCOMES[name].operations)[-1]
    agreement = answer(pay, "Setup", a_setup())["payload"]["billingAgreementDetails"]["billingAgreementId"]
    pay.order(name)
    pay.order("InternalServerError")

    body = answer(pay, operation, a_setup() if operation == "Setup" else a_charge(agreement))

    whole = {"name": operation, "token": "token-1", "status": {"code": "500", "message": "InternalServerError"}}
    told = {key: value for key, value in body.items() if key != "payload"}
    damaged = {
        "missing-payload",
        "empty-payload",
        "missing-status",
        "missing-token",
        "swapped-name",
        "foreign-token",
    }
    assert (told == whole and bool(body.get("payload"))) is (name not in damaged)
    assert pay.ledger.charges == []


def test_a_verdict_combines_with_what_goes_wrong_in_its_answer() -> None:
    pay = AmazonPay()
    agreement = answer(pay, "Setup", a_setup())["payload"]["billingAgreementDetails"]["billingAgreementId"]
    for name in ("reserved", "wrong-amount", "late"):
        pay.order(name)

    reply = pay.answer(a_directive("Charge", a_charge(agreement)), user_id=USER, consent=Consent.GRANTED)

    found = reply.body["payload"]["authorizationDetails"]
    assert found["authorizationStatus"]["state"] == "Open"
    assert found["authorizationAmount"]["amount"] == "10.00"
    assert reply.delivery is Delivery.LATE
