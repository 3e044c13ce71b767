"""Only what holds neither money nor doubt ever expires: on every way that a record can go, and for every kind."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import strategies as generated
from tests.builders import CUSTOMER_ID, NOW, a_cart, a_customer, an_agreement
from tests.privacy.test_docs import RECORDS, STORES, written
from tests.stores import strategies
from voicetill.domain import grants
from voicetill.domain.checkout_record import Checkout
from voicetill.domain.customers import Customer
from voicetill.domain.erasure import Erasure, Held, Scope, Why, closed, looked
from voicetill.domain.links import Link
from voicetill.domain.links import closed as closed_link
from voicetill.domain.occurrences import (
    Channel,
    Happening,
    Occurrence,
    claimed,
    handed_over,
    happened,
    mailed_again,
    not_handed_over,
    rested,
    told,
)
from voicetill.domain.occurrences import closed as closed_task
from voicetill.domain.presence import HERE
from voicetill.stores import checkouts, customers, erasures, link_records, occurrences

NEVER = ("order", "subscription", "attempt")


@pytest.mark.parametrize("record", NEVER)
def test_what_is_of_money_has_no_moment_at_which_it_could_expire(record: str) -> None:
    file, function = RECORDS[record]

    assert "expires_at" not in written(STORES / file, function)


@settings(max_examples=100, deadline=None)
@given(generated.checkouts())
def test_a_checkout_expires_when_its_own_rule_says_so(checkout: Checkout) -> None:
    """That the rule is right on every path is proved where the paths are walked, in `tests/domain`."""
    expires = checkouts.to_record(checkout).get("expires_at")

    assert expires == (int(checkout.forget_at.timestamp()) if checkout.forget_at else None)


Turn = Callable[[Occurrence], Occurrence]

TURNS: tuple[Turn, ...] = (
    lambda it: claimed(it, at=NOW),
    lambda it: handed_over(it, at=NOW),
    not_handed_over,
    lambda it: told(it, Channel.MAIL),
    lambda it: told(it, Channel.NOTICE),
    lambda it: told(it, Channel.EVENT_BUS),
    lambda it: rested(it, at=NOW),
    lambda it: closed_task(it, at=NOW),
    lambda it: mailed_again(it, email="somebody@mail.example", at=NOW),
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(Happening), st.lists(st.sampled_from(TURNS), max_size=40))
def test_news_expires_only_once_it_was_told_or_looked_at(what: Happening, turns: list[Turn]) -> None:
    news = happened(what, subject_id="s", customer_id=CUSTOMER_ID, market_id="US", locale="en-US", at=NOW)
    for turn in turns:
        news = turn(news)
        record = occurrences.to_record(news)

        if news.tell_at is not None or news.is_task:
            assert "expires_at" not in record
        if "expires_at" in record:
            # What nobody waits for any more holds nobody's address either.
            assert not record.get("email")
            assert not record.get("user_id")


@given(strategies.customers())
def test_a_customer_who_has_not_left_never_expires(customer: Customer) -> None:
    stays = customer.presence.left_at is None or customer.agreement or customer.cart.lines or customer.notices_to

    if stays:
        assert "expires_at" not in customers.to_record(customer)


def test_whoever_came_back_stays() -> None:
    gone = a_customer(presence=HERE.left(NOW))
    back = a_customer(presence=HERE.left(NOW).came(NOW + timedelta(seconds=1)))

    assert "expires_at" in customers.to_record(gone)
    assert "expires_at" not in customers.to_record(back)
    for kept in ({"cart": a_cart()}, {"agreement": an_agreement()}, {"unheard": Happening.ORDER_PLACED}):
        assert "expires_at" not in customers.to_record(a_customer(presence=HERE.left(NOW), **kept))


def _ways(erasure: Erasure) -> Iterator[Erasure]:
    yield looked(erasure, at=NOW, is_done=True)
    yield looked(erasure, at=NOW, is_done=False)
    yield from (closed(erasure, held) for held in erasure.to_close)


def test_an_erasure_stays_until_nothing_is_left_to_do() -> None:
    held = (Held("ppro", "1"), Held("alexa", "2"))
    waiting = [Erasure(CUSTOMER_ID, Scope.ALL, Why.BY_REQUEST, NOW, NOW, NOW, to_close=held)]
    for _ in range(5):
        waiting = [after for erasure in waiting for after in _ways(erasure)]
        for erasure in waiting:
            unfinished = erasure.look_at is not None or erasure.to_close
            assert ("expires_at" not in erasures.to_record(erasure)) is bool(unfinished)


def test_a_link_that_somebody_uses_stays_and_one_that_is_over_goes_with_all_of_it() -> None:
    link = Link("l" * 26, "en-US", made_at=NOW, told_at=NOW, agreement=an_agreement())
    grant = grants.Grant(link.id, "code", NOW, "https://a.example", "challenge", exchanged_at=NOW)

    assert "expires_at" not in link_records.from_link(link)
    assert "expires_at" not in link_records.from_grant(grant)
    assert "expires_at" in link_records.from_link(closed_link(link, at=NOW))
    assert "expires_at" in link_records.from_grant(grants.revoke(grant, at=NOW))
