from datetime import timedelta

import pytest

from tests.builders import NOW, a_cart, a_customer, a_returning_customer, an_agreement
from voicetill.domain.agreements import AgreementStatus
from voicetill.domain.customers import with_cart
from voicetill.domain.occurrences import Happening
from voicetill.domain.presence import Presence

GONE = Presence(came_at=NOW, left_at=NOW)


def test_a_new_customer_has_nothing_yet() -> None:
    customer = a_customer()

    assert customer.open_agreement is None
    assert customer.cart.is_empty
    assert customer.version == 0


@pytest.mark.parametrize("status", AgreementStatus)
def test_only_an_open_agreement_of_a_customer_may_be_charged(status: AgreementStatus) -> None:
    agreement = an_agreement(status)

    found = a_returning_customer(agreement=agreement).open_agreement

    assert found == (agreement if status is AgreementStatus.OPEN else None)


def test_who_is_gone_is_forgotten_after_three_months_if_nothing_of_theirs_is_kept() -> None:
    assert a_customer(presence=GONE).forget_at == NOW + timedelta(days=90)
    assert a_customer(presence=Presence(left_at=NOW)).forget_at == NOW + timedelta(days=90)


@pytest.mark.parametrize(
    "kept",
    [
        {"agreement": an_agreement()},
        {"cart": a_cart()},
        {"notices_to": "user-1"},
        {"unheard": Happening.ORDER_PLACED},
        {"presence": Presence(came_at=NOW + timedelta(seconds=1), left_at=NOW)},
        {"presence": Presence(came_at=NOW)},
        {"presence": Presence(denied_at=NOW)},
    ],
)
def test_who_came_back_or_has_something_here_is_not_forgotten(kept: dict[str, object]) -> None:
    assert a_customer(**{"presence": GONE, **kept}).forget_at is None


def test_whoever_changes_their_cart_is_here_and_whoever_does_not_is_not_heard_of() -> None:
    changed = with_cart(a_customer(), a_cart(), at=NOW)

    assert changed == a_customer(cart=a_cart(), presence=Presence(came_at=NOW))
    assert with_cart(changed, a_cart(), at=NOW + timedelta(days=1)) == changed
