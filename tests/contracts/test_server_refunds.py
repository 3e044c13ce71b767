"""The promises of `ServerPayments`: captures, releases and refunds."""

from collections.abc import Callable

import pytest

from tests.contracts.providers import Provider
from tests.contracts.server_payments import (
    TROUBLES,
    WITHIN,
    a_paid,
    a_refund,
    a_wish,
    charged,
    needs,
    refunded,
)
from voicetill.domain.charging import (
    Ability,
    Authorized,
    CancelWish,
    CaptureWish,
    ChargeWish,
    Paid,
    Refunded,
    RefundPending,
    RefundRefused,
    RefundUnknown,
    Released,
    Unknown,
)
from voicetill.domain.errors import GatewayUnavailableError
from voicetill.domain.money import Money
from voicetill.domain.payments import Capture

# Captures and releases.


def reserved(provider: Provider) -> tuple[ChargeWish, str]:
    wish = a_wish(provider, capture=Capture.ON_SHIPPING)
    result = charged(provider, wish)
    assert isinstance(result, Authorized)
    assert provider.taken(wish.reference).is_zero
    assert provider.reserved(wish.reference) == wish.amount
    return wish, result.payment.provider_charge_id


def test_what_was_reserved_is_captured_once(provider: Provider) -> None:
    needs(provider, Ability.CAPTURE_LATER)
    wish, charge_id = reserved(provider)
    capture = CaptureWish(wish.reference, charge_id, wish.amount, "No Nicks")
    prepared = provider.payments.prepare_capture(capture)
    assert prepared.key != provider.payments.prepare_charge(wish).key

    first = provider.payments.charge(prepared, within=WITHIN)
    second = provider.payments.charge(prepared, within=WITHIN)

    assert isinstance(first, Paid)
    assert first.payment.amount == wish.amount
    assert second == first
    assert provider.taken(wish.reference) == wish.amount


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES)
def test_an_unknown_capture_is_settled(provider: Provider, trouble: Callable[[Provider], None]) -> None:
    needs(provider, Ability.CAPTURE_LATER)
    wish, charge_id = reserved(provider)
    prepared = provider.payments.prepare_capture(CaptureWish(wish.reference, charge_id, wish.amount, "No Nicks"))
    trouble(provider)
    result = provider.payments.charge(prepared, within=WITHIN)
    assert isinstance(result, Unknown | Paid)

    settled = provider.payments.settle(prepared, charge_id=charge_id, within=WITHIN)

    assert isinstance(settled, Paid)
    assert provider.taken(wish.reference) == wish.amount


def test_a_part_can_be_captured(provider: Provider) -> None:
    needs(provider, Ability.CAPTURE_LATER)
    wish, charge_id = reserved(provider)
    part = Money(9_00, provider.currency)

    prepared = provider.payments.prepare_capture(CaptureWish(wish.reference, charge_id, part, "No Nicks"))
    result = provider.payments.charge(prepared, within=WITHIN)

    assert isinstance(result, Paid)
    assert result.payment.amount == part
    assert provider.taken(wish.reference) == part


def test_what_was_reserved_is_released(provider: Provider) -> None:
    needs(provider, Ability.CAPTURE_LATER, Ability.CANCEL)
    wish, charge_id = reserved(provider)
    prepared = provider.payments.prepare_cancel(CancelWish(wish.reference, charge_id, "customer_request"))
    assert prepared.amount is None

    result = provider.payments.charge(prepared, within=WITHIN)

    assert result == Released(charge_id)
    assert provider.reserved(wish.reference).is_zero
    assert provider.taken(wish.reference).is_zero


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES)
def test_an_unknown_release_is_settled(provider: Provider, trouble: Callable[[Provider], None]) -> None:
    needs(provider, Ability.CAPTURE_LATER, Ability.CANCEL)
    wish, charge_id = reserved(provider)
    prepared = provider.payments.prepare_cancel(CancelWish(wish.reference, charge_id, "customer_request"))
    trouble(provider)
    provider.payments.charge(prepared, within=WITHIN)

    assert isinstance(provider.payments.settle(prepared, charge_id=charge_id, within=WITHIN), Released)
    assert provider.reserved(wish.reference).is_zero


def test_what_was_captured_already_is_not_released(provider: Provider) -> None:
    needs(provider, Ability.CANCEL)
    wish = a_wish(provider)
    paid = a_paid(provider, wish)
    cancel = CancelWish(wish.reference, paid.payment.provider_charge_id, "customer_request")

    result = provider.payments.charge(provider.payments.prepare_cancel(cancel), within=WITHIN)

    assert not isinstance(result, Released)
    assert provider.taken(wish.reference) == wish.amount


# Refunds.


def test_money_goes_back_in_parts_and_never_more_than_allowed(provider: Provider) -> None:
    needs(provider, Ability.REFUND)
    charge_id = a_paid(provider).payment.provider_charge_id

    first = refunded(provider, a_refund(provider, charge_id, 4_00))
    second = refunded(provider, a_refund(provider, charge_id, 10_00))
    third = refunded(provider, a_refund(provider, charge_id, 14_00))

    assert isinstance(first, Refunded)
    assert first.amount == Money(4_00, provider.currency)
    assert isinstance(second, Refunded)
    assert isinstance(third, RefundRefused)
    assert provider.given_back(charge_id) == Money(14_00, provider.currency)


def test_the_same_refund_sent_twice_goes_back_once(provider: Provider) -> None:
    needs(provider, Ability.REFUND)
    charge_id = a_paid(provider).payment.provider_charge_id
    prepared = a_refund(provider, charge_id, 4_00)

    provider.payments.refund(prepared, within=WITHIN)
    provider.payments.refund(prepared, within=WITHIN)

    assert provider.given_back(charge_id) == Money(4_00, provider.currency)


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES)
def test_an_unknown_refund_is_settled_and_goes_back_once(
    provider: Provider, trouble: Callable[[Provider], None]
) -> None:
    needs(provider, Ability.REFUND)
    charge_id = a_paid(provider).payment.provider_charge_id
    prepared = a_refund(provider, charge_id, 4_00)
    trouble(provider)
    result = provider.payments.refund(prepared, within=WITHIN)
    assert isinstance(result, RefundUnknown)

    settled = provider.payments.settle_refund(prepared, refund_id=result.refund_id, within=WITHIN)

    assert isinstance(settled, RefundPending | Refunded)
    assert provider.given_back(charge_id) == Money(4_00, provider.currency)


def test_a_refund_that_fails_later_is_told(provider: Provider) -> None:
    needs(provider, Ability.REFUND)
    charge_id = a_paid(provider).payment.provider_charge_id
    prepared = a_refund(provider, charge_id, 4_00)
    begun = provider.payments.refund(prepared, within=WITHIN)
    if not isinstance(begun, RefundPending):
        pytest.skip("refunds are over at once here")

    provider.finish_refund(begun.refund_id, done=False)
    settled = provider.payments.settle_refund(prepared, refund_id=begun.refund_id, within=WITHIN)

    assert isinstance(settled, RefundRefused)
    assert settled.reason


@pytest.mark.parametrize("trouble", ["refuse_connection", "throttle_next"])
def test_a_refund_that_never_arrived_is_an_exception(provider: Provider, trouble: str) -> None:
    needs(provider, Ability.REFUND)
    charge_id = a_paid(provider).payment.provider_charge_id
    prepared = a_refund(provider, charge_id, 4_00)
    getattr(provider, trouble)()

    with pytest.raises(GatewayUnavailableError):
        provider.payments.refund(prepared, within=WITHIN)

    assert provider.given_back(charge_id).is_zero
