"""What the judge of stories says of a doubt that stands at the end: few are left to the merchant to end."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from simulator.testing import Backstage
from soak.stories.hearing import Hearing
from soak.stories.promises import Item, Office, Seen, broken_at_last, broken_now
from soak.stories.scenes import SCENES, Theatre
from soak.stories.telling import Telling

BEGUN = datetime(2027, 3, 14, 9, 30, tzinfo=UTC)
CHECKOUT = "k3v9x2m7q4t8w1z6b5n0c3d7f2"
SHOP = "SANDBOX#SELLER"
DOUBT: Item = {
    "sk": "NOW#CHECKOUT",
    "id": CHECKOUT,
    "state": "UNKNOWN",
    "agenda": f"{SHOP}#DOUBT#07",
    "agenda_at": "2027-03-14T09:30:00.000000Z",
}
TASK: Item = {
    "sk": f"OCCURRENCE#{CHECKOUT}.merchant.task.settle_charge.{CHECKOUT}01",
    "subject_id": CHECKOUT,
    "details": {"task": "settle_charge"},
    "agenda": f"{SHOP}#TASK#11",
    "agenda_at": "2027-03-15T09:30:00.000000Z",
}
OVERSLEPT = Seen(
    paid=[],
    hearing=Hearing(),
    items=[DOUBT, TASK],
    asked={},
    now=BEGUN + timedelta(days=9),
    leaps=[(BEGUN, BEGUN + timedelta(days=1))],
)


def broken(seen: Seen) -> list[str]:
    return [*broken_at_last(seen, Office(letters=[]))]


def test_a_doubt_that_nobody_can_clear_but_the_merchant_breaks_no_promise() -> None:
    assert not broken(OVERSLEPT)


@pytest.mark.parametrize(
    "seen",
    [
        replace(OVERSLEPT, items=[DOUBT]),
        replace(OVERSLEPT, items=[DOUBT, {**TASK, "agenda": None}]),
        replace(OVERSLEPT, items=[DOUBT, {**TASK, "details": {"task": "close_agreement"}}]),
        replace(OVERSLEPT, items=[DOUBT, {**TASK, "subject_id": "another"}]),
        replace(OVERSLEPT, charged={CHECKOUT}),
        replace(OVERSLEPT, leaps=[]),
        replace(OVERSLEPT, leaps=[(BEGUN, BEGUN + timedelta(hours=22))]),
        replace(OVERSLEPT, leaps=[(BEGUN + timedelta(days=2), BEGUN + timedelta(days=3))]),
    ],
    ids=[
        "no task",
        "a task that is done",
        "another task",
        "another's task",
        "its company has a charge",
        "somebody was there",
        "somebody was there in time",
        "somebody was there before",
    ],
)
def test_any_other_doubt_breaks_one(seen: Seen) -> None:
    assert broken(seen) == ["doubt NOW#CHECKOUT has waited since 2027-03-14T09:30:00.000000Z"]


@pytest.fixture(scope="module")
def backstage() -> Iterator[Backstage]:
    logging.disable(logging.CRITICAL)
    with Backstage() as backstage:
        yield backstage
    logging.disable(logging.NOTSET)


@pytest.fixture
def telling(backstage: Backstage) -> Iterator[Telling]:
    telling = Telling(Theatre(SCENES["ppro"], backstage), BEGUN)
    telling.tell(
        "!customer Ben", "!link", "!company loses the request", "ask no nicks to buy a starter kit", "yes"
    )
    yield telling
    telling.close()


def test_a_lost_request_whose_key_was_forgotten_is_left_to_the_merchant_whose_word_ends_it(
    telling: Telling,
) -> None:
    telling.tell("!clock +1d", "!wait 3 hours")
    doubt = next(item for item in telling.shop.items if item["sk"] == "NOW#CHECKOUT")
    telling.end()

    telling.tell(f"!merchant settle {doubt['id']}01 --not-paid", "ask no nicks to buy a starter kit", "yes")

    assert not [item for item in telling.shop.items if "#DOUBT#" in str(item.get("agenda"))]
    assert [paid.order for paid in telling.witness.paid()] != [doubt["id"]]
    assert len(telling.newest_orders) == 1
    telling.end()


def test_a_lost_request_is_sent_again_while_its_key_is_known(telling: Telling) -> None:
    telling.tell("!clock +16m", "!wait 3 hours", "!clock +1d")

    telling.end()

    assert len(telling.newest_orders) == 1
    assert not [item for item in telling.shop.items if "#DOUBT#" in str(item.get("agenda"))]


ORDER: Item = {
    "sk": f"ORDER#{CHECKOUT}",
    "id": CHECKOUT,
    "number": "1234-5678",
    "quote": {"total": {"minor": 900, "currency": "USD"}},
}
LET_GO = Seen(paid=[], hearing=Hearing(), items=[ORDER], asked={}, now=BEGUN, reserved={CHECKOUT})


def test_an_order_whose_reservation_ended_before_it_was_shipped_breaks_no_promise() -> None:
    assert not [*broken_now(LET_GO)]


@pytest.mark.parametrize(
    "seen",
    [
        replace(LET_GO, reserved=frozenset()),
        replace(LET_GO, items=[{**ORDER, "shipments": [{"at": "2027-03-14"}]}]),
    ],
    ids=["nothing was ever put aside", "its goods were sent"],
)
def test_an_order_without_money_breaks_one(seen: Seen) -> None:
    assert [*broken_now(seen)] == [f"order {CHECKOUT} exists, and nothing was taken or reserved for it"]
