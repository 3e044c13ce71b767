"""Every request that keeps the rules is taken and survives Amazon's own classes; every other is refused."""

import copy
import json
from typing import Any

import pytest
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_model.interfaces.amazonpay.request.charge_amazon_pay_request import (
    ChargeAmazonPayRequest as SdkCharge,
)
from ask_sdk_model.interfaces.amazonpay.request.setup_amazon_pay_request import (
    SetupAmazonPayRequest as SdkSetup,
)
from hypothesis import given
from hypothesis import strategies as st
from voicetill.domain.errors import PayloadRefusedError
from voicetill.gateways.amazon_pay.charge_payload import ChargeAmazonPayRequest
from voicetill.gateways.amazon_pay.entity import Entity, render
from voicetill.gateways.amazon_pay.regions import COUNTRIES, CURRENCIES, LANGUAGES
from voicetill.gateways.amazon_pay.setup_payload import SetupAmazonPayRequest

from tests.gateways.amazon_pay import strategies as some

Wire = dict[str, Any]


def _price(amount: str, code: str) -> Wire:
    return {"@type": "Price", "@version": "2", "amount": amount, "currencyCode": code}


# One of each request, with every field that there is.
FULL_SETUP: Wire = {
    "@type": "SetupAmazonPayRequest",
    "@version": "2",
    "sellerId": "A1NONICKSSELLER",
    "countryOfEstablishment": "DE",
    "ledgerCurrency": "EUR",
    "checkoutLanguage": "de_DE",
    "billingAgreementAttributes": {
        "@type": "BillingAgreementAttributes",
        "@version": "2",
        "platformId": "A2PLATFORM",
        "sellerNote": "Refills, once a month",
        "billingAgreementType": "MerchantInitiatedTransaction",
        "subscriptionAmount": _price("19.90", "EUR"),
        "sellerBillingAgreementAttributes": {
            "@type": "SellerBillingAgreementAttributes",
            "@version": "2",
            "sellerBillingAgreementId": "agreement-1",
            "storeName": "No Nicks",
            "customInformation": "spring offer",
        },
    },
    "needAmazonShippingAddress": True,
    "sandboxMode": True,
    "sandboxCustomerEmailId": "buyer@nonicks.example",
}
FULL_CHARGE: Wire = {
    "@type": "ChargeAmazonPayRequest",
    "@version": "2",
    "sellerId": "A1NONICKSSELLER",
    "billingAgreementId": "C01-1234567-7654321",
    "paymentAction": "AuthorizeAndCapture",
    "authorizeAttributes": {
        "@type": "AuthorizeAttributes",
        "@version": "2",
        "authorizationReferenceId": "k3v9x2m7q4t8w1z6b5n0c3d7f201",
        "authorizationAmount": _price("9.00", "USD"),
        "transactionTimeout": 0,
        "sellerAuthorizationNote": "1 x Starter Kit",
        "softDescriptor": "No Nicks",
    },
    "sellerOrderAttributes": {
        "@type": "SellerOrderAttributes",
        "@version": "2",
        "sellerOrderId": "1234-5678",
        "storeName": "No Nicks",
        "customInformation": "spring offer",
        "sellerNote": "1 x Starter Kit",
    },
    "providerAttributes": {
        "@type": "ProviderAttributes",
        "@version": "2",
        "providerId": "A2PLATFORM",
        "providerCreditList": [
            {
                "@type": "ProviderCredit",
                "@version": "2",
                "providerId": "A2PLATFORM",
                "credit": _price("0.45", "USD"),
            }
        ],
    },
}

_AGREEMENT = "billingAgreementAttributes"
_OWN = f"{_AGREEMENT}.sellerBillingAgreementAttributes"
_ORDER = "sellerOrderAttributes"
_CHARGE = "authorizeAttributes"
_CREDIT = "providerAttributes.providerCreditList.0"

WRONG_IN_SETUP = {
    "sellerId": some.not_identifiers(),
    "countryOfEstablishment": some.not_words(*COUNTRIES) | st.sampled_from(["GB", "EU", "CA"]),
    "ledgerCurrency": some.not_words(*CURRENCIES) | st.sampled_from(["GBP", "USD", "JPY", "CHF"]),
    "checkoutLanguage": some.not_words(*LANGUAGES) | st.sampled_from(["de-DE", "en_US", "ja_JP"]),
    "needAmazonShippingAddress": some.not_booleans | st.none(),
    "sandboxMode": some.not_booleans,
    "sandboxCustomerEmailId": some.not_notes() | st.sampled_from(["buyer", "@x", "x@", "a b@x", "a@b@c"]),
    _AGREEMENT: some.not_objects,
    f"{_AGREEMENT}.platformId": some.not_identifiers(),
    f"{_AGREEMENT}.sellerNote": some.not_notes(1024),
    f"{_AGREEMENT}.billingAgreementType": some.not_words(
        "CustomerInitiatedTransaction", "MerchantInitiatedTransaction"
    ),
    f"{_AGREEMENT}.subscriptionAmount": some.not_objects,
    f"{_AGREEMENT}.subscriptionAmount.amount": some.not_amounts("EUR"),
    f"{_AGREEMENT}.subscriptionAmount.currencyCode": some.not_words(*CURRENCIES) | st.just("USD"),
    _OWN: some.not_objects,
    f"{_OWN}.sellerBillingAgreementId": some.not_identifiers(),
    f"{_OWN}.storeName": some.not_notes(),
    f"{_OWN}.customInformation": some.not_notes(1024),
}
WRONG_IN_CHARGE = {
    "sellerId": some.not_identifiers(),
    "billingAgreementId": some.not_identifiers(),
    "paymentAction": some.not_words("Authorize", "AuthorizeAndCapture"),
    _CHARGE: some.not_objects,
    f"{_CHARGE}.authorizationReferenceId": some.not_identifiers(32),
    f"{_CHARGE}.authorizationAmount": some.not_objects,
    f"{_CHARGE}.authorizationAmount.amount": some.not_amounts("USD"),
    f"{_CHARGE}.authorizationAmount.currencyCode": some.not_words(*CURRENCIES),
    f"{_CHARGE}.transactionTimeout": some.not_minutes,
    f"{_CHARGE}.sellerAuthorizationNote": some.not_notes(255),
    f"{_CHARGE}.softDescriptor": some.not_notes(16),
    _ORDER: some.not_objects,
    f"{_ORDER}.sellerOrderId": some.not_identifiers(),
    f"{_ORDER}.storeName": some.not_notes(),
    f"{_ORDER}.customInformation": some.not_notes(1024),
    f"{_ORDER}.sellerNote": some.not_notes(1024),
    "providerAttributes": some.not_objects,
    "providerAttributes.providerId": some.not_identifiers(),
    _CREDIT: some.not_objects,
    f"{_CREDIT}.providerId": some.not_identifiers(),
    f"{_CREDIT}.credit": some.not_objects,
    f"{_CREDIT}.credit.amount": some.not_amounts("USD"),
    f"{_CREDIT}.credit.currencyCode": some.not_words(*CURRENCIES) | st.just("EUR"),
}


def _with(wire: Wire, path: str, value: object) -> Wire:
    """A copy with one member set; the path is the one that a fault names."""
    whole: Any = copy.deepcopy(wire)
    place = whole
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    for step in way:
        place = place[step]
    place[last] = value
    return whole  # type: ignore[no-any-return]


def _without(wire: Wire, path: str) -> Wire:
    whole = copy.deepcopy(wire)
    place = whole
    *way, last = path.split(".")
    for step in way:
        place = place[step]
    del place[last]
    return whole


def _objects_in(wire: object, path: str = "") -> list[str]:
    """The paths of all objects in a request, its own included."""
    if isinstance(wire, list):
        return [found for place, item in enumerate(wire) for found in _objects_in(item, f"{path}{place}.")]
    if not isinstance(wire, dict):
        return []
    return [path, *(found for key, value in wire.items() for found in _objects_in(value, f"{path}{key}."))]


def _faults(request: type[Entity], wire: Wire) -> tuple[str, ...]:
    with pytest.raises(PayloadRefusedError) as refused:
        request.of(wire)
    return refused.value.faults


def _through_the_sdk(wire: Wire, model: type) -> Wire:
    serializer = DefaultSerializer()
    back: Wire = serializer.serialize(serializer.deserialize(json.dumps(wire), model))
    return back


# What is valid goes through.


@given(some.setup_requests())
def test_every_valid_setup_is_sent_as_it_was_meant(wire: Wire) -> None:
    request = SetupAmazonPayRequest.of(wire)

    sent = render(request)

    assert sent == wire
    # The SDK's class cannot leave sandboxMode out: false is its default.
    assert _through_the_sdk(sent, SdkSetup) == {"sandboxMode": False, **wire}


@given(some.charge_requests())
def test_every_valid_charge_is_sent_as_it_was_meant(wire: Wire) -> None:
    request = ChargeAmazonPayRequest.of(wire)

    sent = render(request)

    assert sent == wire
    assert _through_the_sdk(sent, SdkCharge) == wire


@pytest.mark.parametrize(
    ("request_class", "model", "full"),
    [(SetupAmazonPayRequest, SdkSetup, FULL_SETUP), (ChargeAmazonPayRequest, SdkCharge, FULL_CHARGE)],
)
def test_a_request_with_every_field_loses_none_in_the_sdk(
    request_class: type[Entity], model: type, full: Wire
) -> None:
    request = request_class.of(full)

    back = _through_the_sdk(render(request), model)

    assert back == full


@given(st.one_of(some.setup_requests(), some.charge_requests()))
def test_type_and_version_may_be_left_to_us(wire: Wire) -> None:
    bare = json.loads(json.dumps(wire), object_hook=_without_type)

    request_class = SetupAmazonPayRequest if "ledgerCurrency" in wire else ChargeAmazonPayRequest
    sent = render(request_class.of(bare))

    assert sent == wire


def _without_type(wire: Wire) -> Wire:
    return {key: value for key, value in wire.items() if not key.startswith("@")}


def test_nothing_is_sent_as_null() -> None:
    wire = _with(_with(FULL_SETUP, "checkoutLanguage", None), f"{_AGREEMENT}.sellerNote", None)

    sent = render(SetupAmazonPayRequest.of(wire))

    assert "null" not in json.dumps(sent)
    assert "checkoutLanguage" not in sent


def test_a_checked_request_cannot_be_changed_afterwards() -> None:
    request = ChargeAmazonPayRequest.of(FULL_CHARGE)

    with pytest.raises(ValueError, match="frozen"):
        request.seller_id = "somebody"  # type: ignore[misc]


# What is wrong in one field is refused, and the field is named.


@pytest.mark.parametrize("path", WRONG_IN_SETUP)
@given(st.data())
def test_a_setup_with_one_wrong_field_is_refused_by_its_name(path: str, data: st.DataObject) -> None:
    wire = _with(FULL_SETUP, path, data.draw(WRONG_IN_SETUP[path]))

    faults = _faults(SetupAmazonPayRequest, wire)

    assert any(fault.startswith((f"{path}:", f"{path}.")) for fault in faults), faults


@pytest.mark.parametrize("path", WRONG_IN_CHARGE)
@given(st.data())
def test_a_charge_with_one_wrong_field_is_refused_by_its_name(path: str, data: st.DataObject) -> None:
    wire = _with(FULL_CHARGE, path, data.draw(WRONG_IN_CHARGE[path]))

    faults = _faults(ChargeAmazonPayRequest, wire)

    assert any(fault.startswith((f"{path}:", f"{path}.")) for fault in faults), faults


@pytest.mark.parametrize(
    ("request_class", "full", "path"),
    [
        (request_class, full, path)
        for request_class, full in (
            (SetupAmazonPayRequest, FULL_SETUP),
            (ChargeAmazonPayRequest, FULL_CHARGE),
        )
        for path in _objects_in(full)
    ],
)
@pytest.mark.parametrize(
    ("member", "wrong"),
    [("@type", "Price "), ("@type", "Prize"), ("@version", "v2"), ("@version", "2.0"), ("@version", 2)],
)
def test_every_object_keeps_its_type_and_version(
    request_class: type[Entity], full: Wire, path: str, member: str, wrong: object
) -> None:
    wire = _with(full, f"{path}{member}", wrong)

    faults = _faults(request_class, wire)

    assert [fault.split(":")[0] for fault in faults] == [f"{path}{member}"]


@pytest.mark.parametrize("path", _objects_in(FULL_CHARGE))
@pytest.mark.parametrize("name", ["consentToken", "seller_id", "Amount"])
def test_a_field_that_amazon_pay_does_not_know_is_refused(path: str, name: str) -> None:
    wire = _with(FULL_CHARGE, f"{path}{name}", "x")

    faults = _faults(ChargeAmazonPayRequest, wire)

    assert f"{path}{name}: is not a field of this object" in faults


@pytest.mark.parametrize(
    ("request_class", "full", "path"),
    [
        *[
            (SetupAmazonPayRequest, FULL_SETUP, path)
            for path in (
                "sellerId",
                "countryOfEstablishment",
                "ledgerCurrency",
                "needAmazonShippingAddress",
                f"{_AGREEMENT}.subscriptionAmount.amount",
                f"{_AGREEMENT}.subscriptionAmount.currencyCode",
            )
        ],
        *[
            (ChargeAmazonPayRequest, FULL_CHARGE, path)
            for path in (
                "sellerId",
                "billingAgreementId",
                "paymentAction",
                "authorizeAttributes",
                f"{_CHARGE}.authorizationReferenceId",
                f"{_CHARGE}.authorizationAmount",
                "providerAttributes.providerId",
            )
        ],
    ],
)
def test_what_is_required_is_missed_by_its_name(request_class: type[Entity], full: Wire, path: str) -> None:
    wire = _without(full, path)

    faults = _faults(request_class, wire)

    assert faults == (f"{path}: is required",)


def test_every_fault_is_named_at_once() -> None:
    wire = _with(_with(FULL_CHARGE, "sellerId", ""), f"{_CHARGE}.softDescriptor", "x" * 17)

    faults = _faults(ChargeAmazonPayRequest, wire)

    assert faults == (
        "sellerId: must have only A-Z a-z 0-9 dash underscore, at least one",
        "authorizeAttributes.softDescriptor: must have at most 16 characters",
    )


def test_a_fault_never_repeats_what_was_found() -> None:
    wire = _with(FULL_SETUP, "sandboxCustomerEmailId", "robin at home")

    faults = _faults(SetupAmazonPayRequest, wire)

    assert "robin" not in " ".join(faults)


@given(some.garbage)
def test_any_garbage_is_refused_in_the_same_way(wire: Any) -> None:  # noqa: ANN401
    for request_class in (SetupAmazonPayRequest, ChargeAmazonPayRequest):
        assert _faults(request_class, wire)
