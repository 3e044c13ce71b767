"""A consent, or one payment, on the vendor's page: opened, approved, completed once, read at any time."""

import json
from datetime import timedelta
from typing import Any

import pytest

from tests.gateways.amazon_pay_v2.wire import STORE_ID, House
from tests.gateways.amazon_pay_v2.wishes import a_consent, a_wish, changing
from voicetill.domain.agreements import AgreementStatus
from voicetill.domain.charging import (
    ConsentPage,
    ConsentState,
    DeclinedForGood,
    Paid,
    Pending,
    Released,
    Unknown,
)
from voicetill.domain.errors import GatewayUnavailableError, PayloadRefusedError
from voicetill.domain.money import Currency, Money
from voicetill.domain.payments import Environment
from voicetill.gateways.amazon_pay_v2.bodies import PermissionType

WITHIN = 5.0
FIRST = Money(5_00, Currency.USD)


@pytest.fixture
def house() -> House:
    return House()


def started(house: House, **changes: object) -> ConsentPage:
    return house.gateway.start_consent(a_consent(**changes), within=WITHIN)


def asked(house: House, place: int = 0) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(house.line.sent[place].body)
    return told


# What is asked for.


def test_a_wallet_is_saved_without_a_charge(house: House) -> None:
    page = started(house)

    told = asked(house)
    assert told["chargePermissionType"] == "PaymentMethodOnFile"
    assert told["paymentMethodOnFileMetadata"] == {"setupOnly": True}
    assert told["paymentDetails"] == {"paymentIntent": "Confirm", "presentmentCurrency": "USD"}
    assert told["storeId"] == STORE_ID
    assert told["webCheckoutDetails"]["checkoutMode"] == "ProcessOrder"
    assert told["webCheckoutDetails"]["checkoutResultReturnUrl"] == a_consent().return_url
    assert "shippingAddress" not in told["scopes"]
    assert page.url == f"https://payments.example/checkout/{page.consent_id}"


def test_a_first_payment_is_taken_in_the_same_step(house: House) -> None:
    started(house, first=FIRST)

    told = asked(house)
    assert told["paymentMethodOnFileMetadata"] == {"setupOnly": False}
    assert told["paymentDetails"]["paymentIntent"] == "AuthorizeWithCapture"
    assert told["paymentDetails"]["canHandlePendingAuthorization"] is False
    assert told["paymentDetails"]["chargeAmount"] == {"amount": "5.00", "currencyCode": "USD"}


@pytest.mark.parametrize(
    ("wish", "frequency"),
    [
        ({}, {"unit": "Variable", "value": "0"}),
        ({"recurring": True}, {"unit": "Variable", "value": "0"}),
        ({"recurring": True, "period_months": 3}, {"unit": "Month", "value": "3"}),
    ],
)
def test_where_wallets_cannot_be_saved_recurring_charges_are_asked_for(
    wish: dict[str, object], frequency: dict[str, str]
) -> None:
    house = House(permission=PermissionType.RECURRING)
    page = started(house, **wish)

    told = asked(house)
    assert told["chargePermissionType"] == "Recurring"
    assert told["recurringMetadata"]["frequency"] == frequency
    house.service.approve(page.consent_id)
    assert house.gateway.read_consent(page.consent_id, within=WITHIN).state is ConsentState.GIVEN


def test_an_address_is_asked_for_where_goods_are_sent(house: House) -> None:
    page = started(house, needs_address=True)
    house.service.approve(page.consent_id)

    consent = house.gateway.read_consent(page.consent_id, within=WITHIN)

    assert "shippingAddress" in asked(house)["scopes"]
    assert consent.address is not None
    assert consent.address.lines == ("1234 Main Street",)
    assert (consent.address.country, consent.address.phone) == ("US", "5550100100")
    assert consent.billing_address is not None
    assert (consent.name, consent.email) == ("Robin Example", "robin@example.com")


@pytest.mark.parametrize(
    "changes",
    [
        {"return_url": "http://shop.example/done"},
        {"return_url": ""},
        {"currency": "EUR"},
        {"currency": "XXX"},
        {"first": Money(5_00, Currency.EUR)},
        {"first": Money(0, Currency.USD)},
        {"first": Money(10**10, Currency.USD)},
        {"period_months": -1},
        {"reference": " "},
    ],
    ids=str,
)
def test_what_the_limits_forbid_is_never_sent(house: House, changes: dict[str, object]) -> None:
    with pytest.raises(PayloadRefusedError):
        started(house, **changes)

    assert not house.line.sent


def test_what_the_vendor_takes_for_wrong_is_said(house: House) -> None:
    house.service.troubles.fail(status=400, code="InvalidParameterValue")

    with pytest.raises(PayloadRefusedError, match="InvalidParameterValue"):
        started(house)


@pytest.mark.parametrize("url", [None, "", "http://pay.example/x", "javascript:alert(1)", 7])
def test_a_buyer_is_sent_to_a_safe_page_only(house: House, url: object) -> None:
    house.service.troubles.replace(
        changing(webCheckoutDetails__amazonPayRedirectUrl=url), on="update checkout session"
    )

    with pytest.raises(GatewayUnavailableError):
        started(house)


def test_whoever_begins_anew_gets_a_new_page(house: House) -> None:
    first = started(house)
    house.service.refuse(first.consent_id)
    house.clock.pass_by(1)

    assert started(house).consent_id != first.consent_id


def test_the_button_of_our_own_page_is_signed(house: House) -> None:
    button = house.gateway.consent_button(a_consent(first=FIRST, needs_address=True, language="de-DE"))

    page = house.service.start_by_button(
        button.payload, key_id=button.public_key_id, algorithm=button.algorithm, signature=button.signature
    )
    session_id = page.rpartition("/")[2]
    house.service.approve(session_id)

    assert (button.product_type, button.checkout_language, button.sandbox) == ("PayAndShip", "de_DE", True)
    assert not house.line.sent
    consent = house.gateway.read_consent(session_id, within=WITHIN)
    assert isinstance(consent.charge, Paid)


# How far it is.


def test_before_anybody_was_there_nothing_is_completed(house: House) -> None:
    page = started(house)
    before = len(house.line.sent)

    consent = house.gateway.read_consent(page.consent_id, within=WITHIN)

    assert (consent.state, consent.charge) == (ConsentState.OPEN, None)
    assert [call.method for call in house.line.sent[before:]] == ["GET"]


def test_a_buyer_who_signed_in_and_has_not_approved_leaves_it_open(house: House) -> None:
    page = started(house, first=FIRST)
    house.service.books.sessions[page.consent_id].visited = True

    assert house.gateway.read_consent(page.consent_id, within=WITHIN).state is ConsentState.OPEN
    # The refusal of the first is not told again under the same key.
    house.clock.pass_by(1)
    house.service.approve(page.consent_id)
    assert house.gateway.read_consent(page.consent_id, within=WITHIN).state is ConsentState.GIVEN


def test_it_is_completed_with_the_amount_that_was_asked_for(house: House) -> None:
    page = started(house, first=FIRST)
    house.service.approve(page.consent_id)

    consent = house.gateway.read_consent(page.consent_id, within=WITHIN)

    completed = next(call for call in house.line.sent if call.target.endswith("/complete"))
    assert json.loads(completed.body) == {"chargeAmount": {"amount": "5.00", "currencyCode": "USD"}}
    assert isinstance(consent.charge, Paid)
    assert consent.charge.payment.reference == "consent1"
    assert consent.charge.payment.amount == FIRST


def test_a_first_payment_that_is_pending_is_told(house: House) -> None:
    page = started(house, first=FIRST)
    house.service.approve(page.consent_id)
    house.service.leave_pending()

    consent = house.gateway.read_consent(page.consent_id, within=WITHIN)

    assert consent.state is ConsentState.GIVEN
    assert isinstance(consent.charge, Pending)
    house.service.decide(consent.charge.charge_id, paid=True)
    assert isinstance(house.gateway.read_consent(page.consent_id, within=WITHIN).charge, Paid)


def test_a_first_payment_of_another_amount_is_unknown(house: House) -> None:
    page = started(house, first=FIRST)
    house.service.approve(page.consent_id)
    odd = {"amount": "6.00", "currencyCode": "USD"}
    house.service.troubles.replace(changing(captureAmount=odd), on="get charge")

    assert isinstance(house.gateway.read_consent(page.consent_id, within=WITHIN).charge, Unknown)


def test_a_first_payment_that_is_declined_leaves_no_consent(house: House) -> None:
    page = started(house, first=FIRST)
    house.service.approve(page.consent_id)
    house.service.decline("HardDeclined")

    consent = house.gateway.read_consent(page.consent_id, within=WITHIN)

    assert consent.state is ConsentState.FAILED
    assert isinstance(consent.charge, DeclinedForGood)
    assert house.service.books.ledger.taken_for("consent1") == 0


def test_what_nobody_finished_in_a_day_is_over(house: House) -> None:
    page = started(house)
    house.clock.pass_by(timedelta(hours=25))
    assert house.gateway.read_consent(page.consent_id, within=WITHIN).state is ConsentState.FAILED

    house.clock.pass_by(timedelta(days=31))
    assert house.gateway.read_consent(page.consent_id, within=WITHIN).state is ConsentState.FAILED


@pytest.mark.parametrize("after_acting", [True, False])
def test_a_completion_that_was_lost_is_found_by_the_next_look(house: House, after_acting: bool) -> None:
    page = started(house, first=FIRST)
    house.service.approve(page.consent_id)
    house.service.troubles.lose(after_acting=after_acting, on="complete checkout session")

    first = house.gateway.read_consent(page.consent_id, within=WITHIN)
    house.clock.pass_by(1)
    second = house.gateway.read_consent(page.consent_id, within=WITHIN)

    assert first.state is (ConsentState.GIVEN if after_acting else ConsentState.OPEN)
    assert after_acting or isinstance(first.charge, Pending)
    assert second.state is ConsentState.GIVEN
    assert house.service.books.ledger.times("consent1") == 1


@pytest.mark.parametrize(
    "members",
    [
        {"releaseEnvironment": "Live"},
        {"checkoutSessionId": "11111111-2222-4333-8444-555555555555"},
        {"statusDetails": {"state": "Fine"}},
        {"statusDetails": {"state": "Completed"}},
    ],
    ids=str,
)
def test_a_session_that_is_odd_is_no_consent(house: House, members: dict[str, object]) -> None:
    page = started(house)
    house.service.troubles.replace(changing(**members))

    with pytest.raises(GatewayUnavailableError):
        house.gateway.read_consent(page.consent_id, within=WITHIN)


@pytest.mark.parametrize("consent_id", ["", "../charges", "a b"])
def test_an_id_that_is_none_asks_nobody(house: House, consent_id: str) -> None:
    assert house.gateway.read_consent(consent_id, within=WITHIN).state is ConsentState.FAILED
    assert not house.line.sent


# One payment.


def test_one_payment_is_settled_by_the_pages_id(house: House) -> None:
    wish = a_wish(house, agreement_id="none")
    page = house.gateway.start_payment(wish, a_consent(), within=WITHIN)
    prepared = house.gateway.prepare_charge(wish)
    assert asked(house)["chargePermissionType"] == "OneTime"
    assert house.gateway.settle(prepared, charge_id=page.consent_id, within=WITHIN) == Pending(page.consent_id)

    house.service.approve(page.consent_id)
    result = house.gateway.settle(prepared, charge_id=page.consent_id, within=WITHIN)

    assert isinstance(result, Paid)
    assert result.payment.reference == wish.reference
    assert house.service.books.ledger.times(wish.reference) == 1


def test_one_payment_that_was_given_up_is_released(house: House) -> None:
    page = house.gateway.start_payment(a_wish(house, agreement_id="none"), a_consent(), within=WITHIN)

    house.service.refuse(page.consent_id)

    found = house.gateway.find_charge(page.consent_id, within=WITHIN)
    assert found is not None
    assert found.result == Released(page.consent_id)


def test_one_payment_that_nobody_knows_is_none(house: House) -> None:
    assert house.gateway.find_charge("11111111-2222-4333-8444-555555555555", within=WITHIN) is None


# Agreements.


@pytest.mark.parametrize(
    ("reasons", "status"),
    [
        (["PaymentMethodExpired"], AgreementStatus.SUSPENDED),
        (["ChargeInProgress"], AgreementStatus.OPEN),
        (["TransactionAmountExceeded"], AgreementStatus.OPEN),
        (["ChargeInProgress", "MFAFailed"], AgreementStatus.SUSPENDED),
        ([], AgreementStatus.SUSPENDED),
    ],
)
def test_what_hinders_for_a_while_says_nothing_against_the_agreement(
    house: House, reasons: list[str], status: AgreementStatus
) -> None:
    agreement_id = house.permit()
    permission = house.service.books.permissions[agreement_id]
    permission.state, permission.reasons = "NonChargeable", reasons

    assert house.gateway.read_agreement(agreement_id, within=WITHIN).status is status


@pytest.mark.parametrize(
    "limits", [None, {}, {"amountLimit": None, "amountBalance": None}, {"amountBalance": {}}, 7]
)
def test_limits_may_be_missing(house: House, limits: object) -> None:
    house.service.troubles.replace(changing(limits=limits))

    assert house.gateway.read_agreement(house.permit(), within=WITHIN).remaining is None


@pytest.mark.parametrize(
    "members",
    [
        {"chargePermissionId": "S01-0000000-0000000"},
        {"releaseEnvironment": "Live"},
        {"statusDetails": {"state": "Fine"}},
        {"statusDetails": None},
    ],
    ids=str,
)
def test_an_agreement_that_is_odd_cannot_be_read(house: House, members: dict[str, object]) -> None:
    house.service.troubles.replace(changing(**members))

    with pytest.raises(GatewayUnavailableError):
        house.gateway.read_agreement(house.permit(), within=WITHIN)


def test_an_agreement_that_nobody_knows_is_closed(house: House) -> None:
    told = house.gateway.read_agreement("S01-0000000-0000000", within=WITHIN)

    assert told.status is AgreementStatus.CLOSED


def test_sandbox_and_live_never_see_each_other() -> None:
    house = House(environment=Environment.LIVE)
    agreement_id = house.service.permit(environment="Sandbox")

    assert house.gateway.read_agreement(agreement_id, within=WITHIN).status is AgreementStatus.CLOSED
