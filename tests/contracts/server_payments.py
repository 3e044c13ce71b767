"""The rows of the contract tests of `ServerPayments`, and what all of them wish."""

from collections.abc import Callable
from itertools import count

import pytest

from tests.contracts.providers import Provider
from tests.gateways.amazon_pay_v2.provider import AmazonPayProvider
from tests.gateways.ppro.provider import PproProvider
from voicetill.domain.charging import (
    Ability,
    ChargeResult,
    ChargeWish,
    ConsentWish,
    Occasion,
    Paid,
    Prepared,
    RefundPending,
    RefundResult,
    RefundWish,
)
from voicetill.domain.money import Money

ROWS: dict[str, Callable[[], Provider]] = {
    "amazon_pay_v2": AmazonPayProvider,
    "ppro": PproProvider,
    "ppro, captures apart": lambda: PproProvider(separate=True),
}
"""Every gateway that charges from the server, with the double of its company behind it."""

WITHIN = 5.0
_serial = count(1)

TROUBLES: dict[str, Callable[[Provider], None]] = {
    "lost after acting": lambda provider: provider.lose_answer(after_acting=True),
    "lost before acting": lambda provider: provider.lose_answer(after_acting=False),
    "a server fault": lambda provider: provider.fail_next(),
    "an answer that nobody can read": lambda provider: provider.garble_next(),
}
"""Whatever leaves it open what was done."""

ALL_TROUBLES: dict[str, Callable[[Provider], None]] = {
    **TROUBLES,
    "never arrived": lambda provider: provider.refuse_connection(),
    "too many calls": lambda provider: provider.throttle_next(),
}
"""Whatever keeps an answer from coming."""


def needs(provider: Provider, *abilities: Ability) -> None:
    missing = set(abilities) - provider.payments.abilities
    if missing:
        pytest.skip(f"{provider.payments.name} does not declare {', '.join(sorted(missing))}")


def a_reference() -> str:
    return f"k3v9x2m7q4t8w1z6b5n0c3{next(_serial):04d}01"


def a_wish(provider: Provider, agreement_id: str | None = None, **changes: object) -> ChargeWish:
    told = {
        "reference": a_reference(),
        "agreement_id": agreement_id or provider.agreement(),
        "amount": Money(14_00, provider.currency),
        "occasion": Occasion.CUSTOMER_PRESENT,
        "seller": "No Nicks",
        "order_number": "4711",
        **changes,
    }
    return ChargeWish(**told)  # type: ignore[arg-type]


def a_consent_wish(provider: Provider, **changes: object) -> ConsentWish:
    told = {
        "reference": a_reference(),
        "return_url": "https://shop.example/consent/done?state=abc",
        "country": "US",
        "currency": provider.currency.value,
        "language": "en-US",
        "seller": "No Nicks",
        "name": "Robin Example",
        "email": "robin@example.com",
        **changes,
    }
    return ConsentWish(**told)  # type: ignore[arg-type]


def charged(provider: Provider, wish: ChargeWish | None = None) -> ChargeResult:
    prepared = provider.payments.prepare_charge(wish or a_wish(provider))
    return provider.payments.charge(prepared, within=WITHIN)


def a_paid(provider: Provider, wish: ChargeWish | None = None) -> Paid:
    result = charged(provider, wish)
    assert isinstance(result, Paid)
    return result


def a_refund(provider: Provider, charge_id: str, minor: int) -> Prepared:
    amount = Money(minor, provider.currency)
    wish = RefundWish(a_reference(), charge_id, amount, "customer_request", "No Nicks")
    return provider.payments.prepare_refund(wish)


def refunded(provider: Provider, prepared: Prepared) -> RefundResult:
    """Refund, and see it through."""
    result = provider.payments.refund(prepared, within=WITHIN)
    if isinstance(result, RefundPending):
        provider.finish_refund(result.refund_id, done=True)
        return provider.payments.settle_refund(prepared, refund_id=result.refund_id, within=WITHIN)
    return result
