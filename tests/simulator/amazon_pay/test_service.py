from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from simulator.amazon_pay.outcomes import Delivery
from simulator.amazon_pay.service import AmazonPay
from simulator.amazon_pay.wishes import UnknownOutcome
from simulator.cloud.shop import SANDBOX_EMAIL, SELLER_ID
from simulator.customers import Consent
from tests.simulator.small_shop import a_charge, a_directive, a_price, a_setup

USER = "amzn1.ask.account.A"
NOW = datetime(2026, 11, 23, 12, 0, 0, 169_000, tzinfo=UTC)


@pytest.fixture
def pay() -> AmazonPay:
    return AmazonPay(
        seller_ids=frozenset({SELLER_ID}), sandbox_emails=frozenset({SANDBOX_EMAIL}), clock=lambda: NOW
    )


def ask(pay: AmazonPay, name: str, payload: dict[str, Any], consent: Consent = Consent.GRANTED) -> dict[str, Any]:
    return pay.answer(a_directive(name, payload), user_id=USER, consent=consent).body


def opened(pay: AmazonPay, **changes: object) -> dict[str, Any]:
    details: dict[str, Any] = ask(pay, "Setup", a_setup(**changes))["payload"]["billingAgreementDetails"]
    return details


def charged(pay: AmazonPay, reference: str = "reference-1", **changes: object) -> dict[str, Any]:
    agreement = opened(pay)["billingAgreementId"]
    return ask(pay, "Charge", a_charge(agreement, authorizationReferenceId=reference, **changes))


def test_a_setup_opens_an_agreement_and_tells_the_address(pay: AmazonPay) -> None:
    answer = ask(pay, "Setup", a_setup())

    details = answer["payload"]["billingAgreementDetails"]
    assert answer["name"] == "Setup"
    assert answer["token"] == "token-1"
    assert answer["status"] == {"code": "200", "message": "OK"}
    assert details["billingAgreementId"].startswith("C01-")
    assert details["creationTimestamp"] == "2026-11-23T12:00:00.169Z"
    assert details["billingAgreementStatus"] == "OPEN"
    assert details["releaseEnvironment"] == "SANDBOX"
    assert details["checkoutLanguage"] == "en_US"
    assert details["destination"]["addressLine1"] == "1234 Main Street"
    assert details["billingAddress"]["countryCode"] == "US"


def test_the_address_is_told_only_when_asked_for(pay: AmazonPay) -> None:
    assert "destination" not in opened(pay, needAmazonShippingAddress=False)


def test_a_japanese_answer_has_no_billing_address(pay: AmazonPay) -> None:
    details = opened(pay, countryOfEstablishment="JP", ledgerCurrency="JPY", checkoutLanguage="ja_JP")

    assert "billingAddress" not in details
    assert details["billingAgreementId"].startswith("C03-")


def test_an_open_agreement_is_given_back(pay: AmazonPay) -> None:
    assert opened(pay)["billingAgreementId"] == opened(pay)["billingAgreementId"]


@pytest.mark.parametrize("status", ["canceled", "closed", "draft"])
def test_an_agreement_that_is_over_makes_room_for_a_new_one(pay: AmazonPay, status: str) -> None:
    pay.order(status)
    over = opened(pay)

    anew = opened(pay)

    assert over["billingAgreementStatus"] == status.upper()
    assert anew["billingAgreementStatus"] == "OPEN"
    assert anew["billingAgreementId"] != over["billingAgreementId"]


def test_a_paid_charge_answers_as_the_captured_one_did(pay: AmazonPay) -> None:
    answer = charged(pay, sellerAuthorizationNote="one tea", softDescriptor="TEA")

    payload = answer["payload"]
    details = payload["authorizationDetails"]
    order = payload["amazonOrderReferenceId"]
    assert order.startswith("S01-")
    assert details == {
        "authorizationAmount": {"amount": "9.00", "currencyCode": "USD"},
        "capturedAmount": {"amount": "9.00", "currencyCode": "USD"},
        "softDescriptor": "AMZ*TEA",
        "expirationTimestamp": "2026-12-23T12:00:00.169Z",
        "idList": [details["amazonAuthorizationId"].replace("-A", "-C")],
        "softDecline": False,
        "authorizationStatus": {
            "lastUpdateTimestamp": "2026-11-23T12:00:00.169Z",
            "reasonCode": "MaxCapturesProcessed",
            "state": "Closed",
        },
        "authorizationFee": {"amount": "0.00", "currencyCode": "USD"},
        "captureNow": True,
        "sellerAuthorizationNote": "one tea",
        "creationTimestamp": "2026-11-23T12:00:00.169Z",
        "amazonAuthorizationId": details["amazonAuthorizationId"],
        "authorizationReferenceId": "reference-1",
    }
    assert details["amazonAuthorizationId"].startswith(f"{order}-A")
    assert list(details["authorizationStatus"]) == ["lastUpdateTimestamp", "reasonCode", "state"]


def test_an_agreement_is_in_one_currency(pay: AmazonPay) -> None:
    in_dollars = opened(pay)
    in_euro = opened(pay, countryOfEstablishment="DE", ledgerCurrency="EUR", checkoutLanguage="de_DE")

    assert in_dollars["billingAgreementId"] != in_euro["billingAgreementId"]
    assert opened(pay)["billingAgreementId"] == in_dollars["billingAgreementId"]


@pytest.mark.parametrize(
    ("outcome", "told"),
    [("paid", True), ("reserved", True), ("pending", False), ("declined-amazon-rejected", False)],
)
def test_europe_is_told_the_billing_address_once_the_money_is_there(
    pay: AmazonPay, outcome: str, told: bool
) -> None:
    in_euro = opened(pay, countryOfEstablishment="DE", ledgerCurrency="EUR", checkoutLanguage="de_DE")
    pay.order(outcome)

    charge = a_charge(in_euro["billingAgreementId"], authorizationAmount=a_price("9.00", "EUR"))
    details = ask(pay, "Charge", charge)["payload"]["authorizationDetails"]

    assert ("authorizationBillingAddress" in details) is told


def test_yen_come_back_with_two_decimals_and_a_descriptor_that_nobody_chooses(pay: AmazonPay) -> None:
    agreement = opened(pay, countryOfEstablishment="JP", ledgerCurrency="JPY", checkoutLanguage="ja_JP")

    answer = ask(
        pay,
        "Charge",
        a_charge(agreement["billingAgreementId"], authorizationAmount=a_price("300", "JPY"), softDescriptor="TEA"),
    )

    details = answer["payload"]["authorizationDetails"]
    assert details["capturedAmount"]["amount"] == "300.00"
    assert details["softDescriptor"] == "AMZ*Tea Corner"


def test_the_ledger_knows_what_was_charged_for_which_order(pay: AmazonPay) -> None:
    charged(pay)

    (charge,) = pay.ledger.charges
    assert (charge.reference, charge.amount, charge.currency, charge.order_id) == (
        "reference-1", Decimal("9.00"), "USD", "order-1",
    )  # fmt: skip


def test_an_authorization_without_capture_moves_nothing(pay: AmazonPay) -> None:
    charge = {**a_charge(opened(pay)["billingAgreementId"]), "paymentAction": "Authorize"}

    details = ask(pay, "Charge", charge)["payload"]["authorizationDetails"]

    assert details["authorizationStatus"]["state"] == "Open"
    assert details["capturedAmount"]["amount"] == "0.00"
    assert details["captureNow"] is False
    assert details["idList"] == []
    assert pay.ledger.charges == []
    assert len(pay.ledger.reservations) == 1


def test_time_to_work_in_makes_a_charge_pending(pay: AmazonPay) -> None:
    details = charged(pay, transactionTimeout=60)["payload"]["authorizationDetails"]

    assert details["authorizationStatus"]["state"] == "Pending"
    assert pay.ledger.charges == []


def test_a_reference_is_charged_once(pay: AmazonPay) -> None:
    charged(pay)

    again = charged(pay)

    assert again["status"] == {"code": "400", "message": "DuplicateRequest"}
    assert "authorizationReferenceId" in again["payload"]["errorMessage"]
    assert len(pay.ledger.charges) == 1


def test_a_hard_decline_suspends_the_agreement_until_the_wallet_is_repaired(pay: AmazonPay) -> None:
    pay.order("declined-invalid-payment-method-hard")
    declined = charged(pay)["payload"]["authorizationDetails"]

    meanwhile, refused = opened(pay), charged(pay, "reference-2")
    pay.buyer(USER).repair_wallet()
    repaired, paid = opened(pay), charged(pay, "reference-3")

    assert declined["authorizationStatus"]["reasonCode"] == "InvalidPaymentMethod"
    assert declined["softDecline"] is False
    assert meanwhile["billingAgreementStatus"] == "SUSPENDED"
    assert refused["payload"]["errorCode"] == refused["status"]["message"] == "InvalidPaymentMethod"
    assert repaired["billingAgreementId"] == meanwhile["billingAgreementId"]
    assert paid["status"]["code"] == "200"
    assert [charge.reference for charge in pay.ledger.charges] == ["reference-3"]


def test_after_a_soft_decline_another_try_may_succeed(pay: AmazonPay) -> None:
    pay.order("declined-invalid-payment-method-soft")
    declined = charged(pay)["payload"]["authorizationDetails"]

    again = charged(pay, "reference-2")["payload"]["authorizationDetails"]

    assert declined["softDecline"] is True
    assert again["authorizationStatus"]["state"] == "Closed"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"sellerId": "SOMEBODYELSE"}, "InvalidSellerId"),
        ({"sandboxCustomerEmailId": "other@nonicks.example"}, "InvalidSandboxCustomerEmail"),
        ({"ledgerCurrency": "EUR"}, "UnsupportedCurrency"),
    ],
)
def test_a_fault_is_answered_with_its_code_and_its_field(
    pay: AmazonPay, change: dict[str, str], code: str
) -> None:
    answer = ask(pay, "Setup", a_setup(**change))

    assert answer["status"]["message"] == answer["payload"]["errorCode"] == code
    assert next(iter(change)) in answer["payload"]["errorMessage"]


def test_an_environment_that_is_not_allowed_is_refused(pay: AmazonPay) -> None:
    agreement = opened(pay)["billingAgreementId"]
    pay.environments = frozenset({"LIVE"})

    setup, charge = ask(pay, "Setup", a_setup()), ask(pay, "Charge", a_charge(agreement))

    assert setup["payload"]["errorCode"] == charge["payload"]["errorCode"] == "ReleaseEnvironmentNotAllowed"
    assert setup["payload"]["errorMessage"].startswith("sandboxMode")
    assert charge["payload"]["errorMessage"].startswith("billingAgreementId")


def test_only_solution_providers_that_are_known_may_act(pay: AmazonPay) -> None:
    credit = {"@type": "ProviderCredit", "providerId": "P2", "credit": a_price("1")}
    provider = {"@type": "ProviderAttributes", "providerId": "P1", "providerCreditList": [credit]}
    charge = {**a_charge(opened(pay)["billingAgreementId"]), "providerAttributes": provider}
    attributes = {"@type": "BillingAgreementAttributes", "@version": "2", "platformId": "P3"}
    pay.provider_ids = frozenset({"P1"})

    refused = ask(pay, "Charge", charge)["payload"]
    platform = ask(pay, "Setup", a_setup(billingAgreementAttributes=attributes))["payload"]
    pay.provider_ids = frozenset({"P1", "P2", "P3"})
    taken = ask(pay, "Charge", charge)["status"]["code"]

    assert refused["errorCode"] == "ProviderNotAuthorized"
    assert refused["errorMessage"].startswith("providerAttributes.providerCreditList[0].providerId")
    assert platform["errorCode"] == "InvalidParameterValue"
    assert platform["errorMessage"].startswith("billingAgreementAttributes.platformId")
    assert taken == "200"


@pytest.mark.parametrize(
    ("consent", "code"),
    [
        (Consent.DENIED, "ACCESS_DENIED"),
        (Consent.ABSENT, "ACCESS_NOT_REQUESTED"),
        (Consent.OTHERS, "ACCESS_NOT_REQUESTED"),
    ],
)
def test_without_consent_nothing_happens(pay: AmazonPay, consent: Consent, code: str) -> None:
    answer = ask(pay, "Setup", a_setup(), consent)

    assert answer["status"] == {"code": "403", "message": code}
    assert pay.buyer(USER).agreements == {}


def test_an_agreement_belongs_to_its_buyer_and_its_currency(pay: AmazonPay) -> None:
    agreement = opened(pay)["billingAgreementId"]
    stranger = pay.answer(
        a_directive("Charge", a_charge(agreement)), user_id="amzn1.ask.account.B", consent=Consent.GRANTED
    )
    in_euro = ask(pay, "Charge", a_charge(agreement, authorizationAmount=a_price("9.00", "EUR")))

    assert stranger.body["payload"]["errorCode"] == "InvalidBillingAgreementId"
    assert in_euro["payload"]["errorCode"] == "InvalidParameterValue"


def test_a_closed_agreement_cannot_be_charged(pay: AmazonPay) -> None:
    pay.order("closed")

    assert charged_on(pay, opened(pay)["billingAgreementId"]) == "InvalidBillingAgreementStatus"


def charged_on(pay: AmazonPay, agreement: str) -> str:
    code: str = ask(pay, "Charge", a_charge(agreement))["payload"]["errorCode"]
    return code


def test_an_order_waits_for_the_operation_that_it_fits(pay: AmazonPay) -> None:
    pay.order("declined-amazon-rejected")

    assert opened(pay)["billingAgreementStatus"] == "OPEN"
    assert charged(pay)["payload"]["authorizationDetails"]["authorizationStatus"]["state"] == "Declined"
    assert (
        charged(pay, "reference-2")["payload"]["authorizationDetails"]["authorizationStatus"]["state"] == "Closed"
    )


def test_a_delivery_combines_with_what_happens(pay: AmazonPay) -> None:
    pay.order("suspended")
    pay.order("twice")

    reply = pay.answer(a_directive("Setup", a_setup()), user_id=USER, consent=Consent.GRANTED)

    assert reply.delivery is Delivery.TWICE
    assert reply.body["payload"]["billingAgreementDetails"]["billingAgreementStatus"] == "SUSPENDED"


def test_an_unknown_outcome_is_refused_with_a_hint(pay: AmazonPay) -> None:
    with pytest.raises(UnknownOutcome, match="pending"):
        pay.order("pendding")
