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

from tests.gateways.amazon_pay import strategies as some
from tests.gateways.amazon_pay.full_requests import (
    AGREEMENT,
    CHARGE,
    FULL_CHARGE,
    FULL_SETUP,
    WRONG_IN_CHARGE,
    WRONG_IN_SETUP,
    Wire,
)
from voicetill.domain.errors import PayloadRefusedError
from voicetill.gateways.amazon_pay.charge_payload import ChargeAmazonPayRequest
from voicetill.gateways.amazon_pay.entity import Entity, render
from voicetill.gateways.amazon_pay.setup_payload import SetupAmazonPayRequest


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
    serializer: Any = DefaultSerializer()
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
    wire = _with(_with(FULL_SETUP, "checkoutLanguage", None), f"{AGREEMENT}.sellerNote", None)

    sent = render(SetupAmazonPayRequest.of(wire))

    assert "null" not in json.dumps(sent)
    assert "checkoutLanguage" not in sent


def test_a_checked_request_cannot_be_changed_afterwards() -> None:
    request = ChargeAmazonPayRequest.of(FULL_CHARGE)

    with pytest.raises(ValueError, match="frozen"):
        request.seller_id = "somebody"


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
                f"{AGREEMENT}.subscriptionAmount.amount",
                f"{AGREEMENT}.subscriptionAmount.currencyCode",
            )
        ],
        *[
            (ChargeAmazonPayRequest, FULL_CHARGE, path)
            for path in (
                "sellerId",
                "billingAgreementId",
                "paymentAction",
                "authorizeAttributes",
                f"{CHARGE}.authorizationReferenceId",
                f"{CHARGE}.authorizationAmount",
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
    wire = _with(_with(FULL_CHARGE, "sellerId", ""), f"{CHARGE}.softDescriptor", "x" * 17)

    faults = _faults(ChargeAmazonPayRequest, wire)

    assert faults == (
        "sellerId: must have only visible ASCII characters, at least one",
        "authorizeAttributes.softDescriptor: must have at most 16 characters",
    )


def test_a_fault_never_repeats_what_was_found() -> None:
    wire = _with(FULL_SETUP, "sandboxCustomerEmailId", "robin at home")

    faults = _faults(SetupAmazonPayRequest, wire)

    assert "robin" not in " ".join(faults)


@given(some.garbage)
def test_any_garbage_is_refused_in_the_same_way(wire: Any) -> None:
    for request_class in (SetupAmazonPayRequest, ChargeAmazonPayRequest):
        assert _faults(request_class, wire)
