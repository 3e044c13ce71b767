"""Whatever customers say, Amazon Pay answers and machines do: the ledger and the stored orders agree."""

from collections.abc import Iterator
from contextlib import suppress
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.amazon_pay.outcomes import OUTCOMES
from simulator.cloud.wire import CRASH_POINTS
from simulator.testing import Backstage, InVain, Shop, rehearsal_room
from tests.journeys.conftest import MOMENT, charged_once_each

WISHES = st.sampled_from(
    [
        "open no nicks",
        "a starter kit",
        "two refill packs",
        "yes",
        "no",
        "check out",
        "start over",
        "remove the starter kit",
        "make it three",
        "!silence",
        "!leave",
    ]
)
BUYS = st.sampled_from(
    [
        "ask no nicks to buy a starter kit",
        "ask no nicks to buy a barber voucher",
        "ask no nicks to check out",
    ]
)
ANSWERS = st.sampled_from(sorted(OUTCOMES)).map("!pay {}".format)
POST = st.sampled_from(["!deliver", "!redeliver"])
WORLD = st.sampled_from(
    [
        "!customer Ada",
        "!customer Ben",
        "!device kitchen",
        "!device show",
        "!consent granted",
        "!consent denied",
        "!consent others",
        "!voice-purchasing on",
        "!voice-purchasing off",
        "!wallet repair",
        "!clock +2h",
        "!clock +35d",
        "!slow 9",
        "!cold",
        "!outage",
        *(f"!crash {point}" for point in CRASH_POINTS),
    ]
)
# Words alone seldom get as far as a charge: so customers mean to buy, while all kinds of things come in between.
DISTURBANCES = st.lists(ANSWERS | POST | WORLD | WISHES, max_size=2)
PURCHASES = st.tuples(BUYS.map(lambda wish: [wish]), DISTURBANCES, st.just(["yes"]), DISTURBANCES)
STORIES = st.lists(PURCHASES, min_size=1, max_size=5).map(lambda scenes: [*chain(*chain(*scenes))])


@pytest.fixture(scope="module")
def backstage() -> Iterator[Backstage]:
    with Backstage() as backstage:
        yield backstage


@settings(max_examples=20)
@given(story=STORIES)
def test_no_order_is_charged_twice_or_told_without_its_money(backstage: Backstage, story: list[str]) -> None:
    with rehearsal_room(backstage=backstage, at=MOMENT) as shop:
        for line in story:
            with suppress(InVain):
                confirmed = "order is placed" in shop.do(line).speech
                assert shop.ledger.charges or not confirmed
            demand_that_books_agree(shop)


def demand_that_books_agree(shop: Shop) -> None:
    """Each stored order was charged, once, with the very total that it says."""
    assert charged_once_each(shop)
    charged = {charge.order_id: charge for charge in shop.ledger.charges}
    for order in shop.orders:
        total, charge = order["quote"]["total"], charged[order["number"]]
        assert charge.currency == total["currency"]
        assert charge.amount * 100 == total["minor"]
