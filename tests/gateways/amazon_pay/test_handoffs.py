"""A checkout as the requests that the voice carries to Amazon Pay."""

from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import (
    AGREEMENT_ID,
    CHECKOUT_ID,
    a_checkout,
    a_line,
    a_market,
    a_money,
    a_product,
    a_quote,
    a_renewal,
    a_service_quote,
    a_subscription,
    a_text,
    a_trial_quote,
)
from tests.gateways.amazon_pay.recordings import a_gateway
from voicetill.domain.agreements import AgreementKind
from voicetill.domain.checkout_record import State
from voicetill.domain.errors import PayloadRefusedError
from voicetill.domain.markets import Market
from voicetill.domain.money import Currency, Money
from voicetill.domain.payments import Capture, Environment, Handoff
from voicetill.domain.pricing import Quote
from voicetill.gateways.amazon_pay.handoffs import kind_for_renewals

SETUP = State.AWAITING_SETUP
CHARGE = State.AWAITING_CHARGE


def _german_market() -> Market:
    return a_market(
        country_of_establishment="DE",
        ledger_currency=Currency.EUR,
        checkout_languages={"de-DE": "de_DE"},
    )


def _titled(*titles: str, quantity: int = 1) -> Quote:
    lines = [a_line(a_product(texts={"en-US": a_text(title=title)}), quantity=quantity) for title in titles]
    return a_quote(*lines)


def _payload(handoff: Handoff) -> dict[str, Any]:
    return cast("dict[str, Any]", handoff.payload)


def test_a_us_setup_says_who_sells_what_is_needed_and_where_it_is_tried() -> None:
    checkout = a_checkout(SETUP)

    handoff = a_gateway().request_setup(checkout)

    assert handoff.name == "Setup"
    assert handoff.payload == {
        "@type": "SetupAmazonPayRequest",
        "@version": "2",
        "sellerId": "A1NONICKSSELLER",
        "countryOfEstablishment": "US",
        "ledgerCurrency": "USD",
        "checkoutLanguage": "en_US",
        "billingAgreementAttributes": {
            "@type": "BillingAgreementAttributes",
            "@version": "2",
            "sellerBillingAgreementAttributes": {
                "@type": "SellerBillingAgreementAttributes",
                "@version": "2",
                "sellerBillingAgreementId": CHECKOUT_ID,
                "storeName": "No Nicks",
            },
        },
        "needAmazonShippingAddress": True,
        "sandboxMode": True,
        "sandboxCustomerEmailId": "buyer@nonicks.example",
    }


def test_a_charge_says_how_much_for_what_under_which_reference() -> None:
    checkout = a_checkout(CHARGE, quote=a_quote(a_line(), a_line(a_product("refill_pack"), quantity=2)))

    handoff = a_gateway().request_charge(checkout)

    assert handoff.name == "Charge"
    assert handoff.payload == {
        "@type": "ChargeAmazonPayRequest",
        "@version": "2",
        "sellerId": "A1NONICKSSELLER",
        "billingAgreementId": AGREEMENT_ID,
        "paymentAction": "AuthorizeAndCapture",
        "authorizeAttributes": {
            "@type": "AuthorizeAttributes",
            "@version": "2",
            "authorizationReferenceId": f"{CHECKOUT_ID}01",
            "authorizationAmount": {
                "@type": "Price",
                "@version": "2",
                "amount": "27.00",
                "currencyCode": "USD",
            },
            "transactionTimeout": 0,
            "sellerAuthorizationNote": "1 x Starter Kit, 2 x Refill Pack",
        },
        "sellerOrderAttributes": {
            "@type": "SellerOrderAttributes",
            "@version": "2",
            "sellerOrderId": checkout.order_number,
            "storeName": "No Nicks",
            "sellerNote": "1 x Starter Kit, 2 x Refill Pack",
        },
    }


def test_the_same_checkout_is_always_written_the_same_way() -> None:
    checkout = a_checkout(CHARGE)

    first = a_gateway().request_setup(checkout), a_gateway().request_charge(checkout)
    again = a_gateway().request_setup(checkout), a_gateway().request_charge(checkout)

    assert first == again


def test_live_requests_have_no_sandbox_fields() -> None:
    gateway = a_gateway(environment=Environment.LIVE)

    payload = gateway.request_setup(a_checkout(SETUP)).payload

    assert not any(name.startswith("sandbox") for name in payload)


def test_a_sandbox_without_a_test_buyer_is_refused() -> None:
    gateway = a_gateway(sandbox_email=None)

    with pytest.raises(PayloadRefusedError, match="sandboxCustomerEmailId: is required"):
        gateway.request_setup(a_checkout(SETUP))


def test_no_address_is_asked_for_where_nothing_is_delivered() -> None:
    checkout = a_checkout(SETUP, quote=a_service_quote())

    payload = a_gateway().request_setup(checkout).payload

    assert payload["needAmazonShippingAddress"] is False


def test_an_unknown_locale_leaves_the_language_to_amazon_pay() -> None:
    checkout = a_checkout(SETUP, locale="pt-BR")

    payload = a_gateway().request_setup(checkout).payload

    assert "checkoutLanguage" not in payload


@pytest.mark.parametrize(
    ("quote", "kind"),
    [
        (a_quote(), "CustomerInitiatedTransaction"),
        (a_quote(a_line(a_subscription())), "MerchantInitiatedTransaction"),
        (a_quote(a_line(), a_line(a_subscription())), "MerchantInitiatedTransaction"),
    ],
)
def test_in_europe_a_subscription_asks_for_charges_without_the_buyer(quote: Quote, kind: str) -> None:
    checkout = a_checkout(SETUP, quote=quote, locale="de-DE")

    payload = _payload(a_gateway(market=_german_market()).request_setup(checkout))

    assert payload["billingAgreementAttributes"]["billingAgreementType"] == kind
    assert payload["checkoutLanguage"] == "de_DE"


def test_a_subscription_names_no_amount_because_its_agreement_carries_other_purchases_too() -> None:
    """Setup API, subscriptionAmount: only if every later charge is of this amount."""
    checkout = a_checkout(SETUP, quote=a_trial_quote(), locale="de-DE", **a_renewal())

    payload = _payload(a_gateway(market=_german_market()).request_setup(checkout))

    assert "subscriptionAmount" not in payload["billingAgreementAttributes"]
    assert payload["needAmazonShippingAddress"] is True


def test_what_renewals_need_is_what_setup_asks_for_where_a_kind_is_named() -> None:
    assert kind_for_renewals(_german_market()) is AgreementKind.MERCHANT_INITIATED
    assert kind_for_renewals(a_market()) is None


def test_a_subscription_in_the_us_names_no_agreement_type() -> None:
    checkout = a_checkout(SETUP, quote=a_quote(a_line(a_subscription())))

    payload = _payload(a_gateway().request_setup(checkout))

    assert "billingAgreementType" not in payload["billingAgreementAttributes"]


def test_goods_captured_on_shipping_are_only_authorized() -> None:
    checkout = a_checkout(CHARGE, capture=Capture.ON_SHIPPING)

    payload = a_gateway().request_charge(checkout).payload

    assert payload["paymentAction"] == "Authorize"


def test_another_attempt_has_another_reference_and_the_same_order() -> None:
    first, second = a_checkout(CHARGE, attempt=1), a_checkout(CHARGE, attempt=2)

    sent = [_payload(a_gateway().request_charge(checkout)) for checkout in (first, second)]

    references = [payload["authorizeAttributes"]["authorizationReferenceId"] for payload in sent]
    assert references == [f"{CHECKOUT_ID}01", f"{CHECKOUT_ID}02"]
    assert sent[0]["sellerOrderAttributes"] == sent[1]["sellerOrderAttributes"]


def test_yen_are_charged_without_decimals() -> None:
    market = a_market(country_of_establishment="JP", ledger_currency=Currency.JPY)
    checkout = a_checkout(CHARGE, quote=a_quote(a_line(unit_price=a_money(300, Currency.JPY))))

    payload = _payload(a_gateway(market=market).request_charge(checkout))

    assert payload["authorizeAttributes"]["authorizationAmount"]["amount"] == "300"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"agreement_id": None}, "billingAgreementId"),
        ({"agreement_id": ""}, "billingAgreementId"),
        ({"agreement_id": "C01 1"}, "billingAgreementId"),
        ({"attempt": 0}, "authorizeAttributes.authorizationReferenceId"),
        ({"attempt": -1}, "authorizeAttributes.authorizationReferenceId"),
        ({"attempt": 10**9}, "authorizeAttributes.authorizationReferenceId"),
        ({"id": "not-an-id"}, "sellerOrderAttributes.sellerOrderId"),
        ({"id": ""}, "sellerOrderAttributes.sellerOrderId"),
        ({"quote": a_quote(a_line(unit_price=a_money(0)))}, "authorizeAttributes.authorizationAmount.amount"),
        (
            {"quote": a_quote(a_line(unit_price=a_money(15_000_001)))},
            "authorizeAttributes.authorizationAmount.amount",
        ),
        (
            {"quote": a_quote(a_line(unit_price=a_money(900, Currency.EUR)))},
            "authorizeAttributes.authorizationAmount.currencyCode",
        ),
        ({"market_id": "ATLANTIS"}, "countryOfEstablishment"),
    ],
)
def test_a_charge_that_must_not_be_is_refused_by_field(changes: dict[str, Any], field: str) -> None:
    checkout = a_checkout(CHARGE, **changes)

    with pytest.raises(PayloadRefusedError) as refused:
        a_gateway().request_charge(checkout)

    assert [fault.split(":")[0] for fault in refused.value.faults] == [field]


@pytest.mark.parametrize("seller_id", ["", "A1 NONICKS", "A1\n"])
def test_a_seller_id_that_is_none_is_refused(seller_id: str) -> None:
    gateway = a_gateway(seller_id=seller_id)

    with pytest.raises(PayloadRefusedError, match="sellerId"):
        gateway.request_setup(a_checkout(SETUP))


@given(
    st.lists(st.text(alphabet="aé字 -\n👩\u200d🔬", min_size=1, max_size=120), min_size=1, max_size=12),
    st.integers(1, 99),
)
def test_notes_name_what_is_bought_and_keep_to_their_limits(titles: list[str], quantity: int) -> None:
    checkout = a_checkout(CHARGE, quote=_titled(*titles, quantity=quantity))

    payload = _payload(a_gateway().request_charge(checkout))

    short = payload["authorizeAttributes"]["sellerAuthorizationNote"]
    long = payload["sellerOrderAttributes"]["sellerNote"]
    assert len(short) <= 255
    assert len(long) <= 1024
    assert short.startswith(f"{quantity} x")
    assert short == long or short.endswith("...")


def test_a_note_that_is_too_long_ends_between_two_words() -> None:
    checkout = a_checkout(CHARGE, quote=_titled(*["Starter Kit"] * 40))

    note = _payload(a_gateway().request_charge(checkout))["authorizeAttributes"]["sellerAuthorizationNote"]

    kept = note.removesuffix(" ...")
    assert len(note) <= 255
    assert ("1 x Starter Kit, " * 40).startswith(f"{kept} ")


def test_a_letter_of_several_code_points_is_never_cut() -> None:
    checkout = a_checkout(CHARGE, quote=_titled("Kit", "👩\u200d🔬" * 100))

    note = _payload(a_gateway().request_charge(checkout))["authorizeAttributes"]["sellerAuthorizationNote"]

    assert note == "1 x Kit, 1 x ..."


def test_no_title_can_steer_a_sandbox_charge() -> None:
    steering = '{"SandboxSimulation": {"State": "Declined", "ReasonCode": "AmazonRejected"}}'

    charge = a_gateway().request_charge(a_checkout(CHARGE, quote=_titled(steering)))

    assert not _payload(charge)["authorizeAttributes"]["sellerAuthorizationNote"].startswith("{")


@given(st.integers(1, 15_000_000))
def test_the_amount_charged_is_the_total_that_was_quoted(minor: int) -> None:
    checkout = a_checkout(CHARGE, quote=a_quote(a_line(unit_price=a_money(minor))))

    price = _payload(a_gateway().request_charge(checkout))["authorizeAttributes"]["authorizationAmount"]

    whole, cents = price["amount"].split(".")
    assert Money(int(whole) * 100 + int(cents), Currency(price["currencyCode"])) == checkout.quote.total
