"""The table of outcomes is complete, and each outcome does what its row says."""

from typing import Any

import pytest

from simulator.amazon_pay.faults import ERROR_CODES
from simulator.amazon_pay.outcomes import OUTCOMES, Delivery
from simulator.amazon_pay.service import AmazonPay
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
    ("AmazonRejected", False),
    ("ProcessingFailure", True),
    ("TransactionTimedOut", True),
}
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

    assert {(verdict.reason, verdict.soft) for verdict in verdicts if verdict.state == "Declined"} == DECLINES
    assert {verdict.state for verdict in verdicts} == {"Pending", "Open", "Declined", "Closed"}


def test_every_agreement_state_and_delivery_can_be_ordered() -> None:
    statuses = {outcome.status for outcome in OUTCOMES.values() if outcome.status}
    deliveries = {outcome.delivery for outcome in OUTCOMES.values() if outcome.delivery}

    assert statuses == {"OPEN", "SUSPENDED", "CANCELED", "CLOSED", "DRAFT"}
    assert deliveries == set(Delivery) - {Delivery.AT_ONCE}


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
        ("missing-address", "destination", None),
        ("unknown-agreement-status", "billingAgreementStatus", "HIBERNATING"),
        ("wrong-environment", "releaseEnvironment", "LIVE"),
    ],
)
def test_a_garbled_setup_is_wrong_in_one_place(name: str, member: str, expected: str | None) -> None:
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
    assert "status" not in outcome_of("missing-status", operation)[1]
    assert outcome_of("swapped-name", operation)[1]["name"] != operation
    assert outcome_of("foreign-token", operation)[1]["token"] != "token-1"


def test_money_may_move_before_an_error_is_answered() -> None:
    pay, body = outcome_of("charged-InternalServerError", "Charge")

    assert body["status"] == {"code": "500", "message": "InternalServerError"}
    assert len(pay.ledger.charges) == 1
