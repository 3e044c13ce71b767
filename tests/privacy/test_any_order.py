"""Events come late, twice and in any order: what is left in the end is the same, and no come-back is undone."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import CUSTOMER_ID, NOW
from tests.privacy.houses import House
from voicetill.domain.agreements import ALEXA
from voicetill.domain.checkout_record import State
from voicetill.domain.erasure import Scope, Why
from voicetill.domain.subscriptions import SubscriptionState

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Told:
    """One event: what it says, and when that happened."""

    what: str
    at: datetime


def lives(house: House, begun: list[int]) -> None:
    """A customer with subscriptions and orders that began at these hours, the newest last."""
    house.knows()
    for hour in sorted(begun):
        at = NOW + hour * HOUR
        house.subscribes(100 + hour, started_at=at)
        house.checks_out(State.PAID, hour, created_at=at, updated_at=at)
        house.ships(hour)


def hear(house: House, told: Told) -> None:
    erasing = house.erasing()
    match told.what:
        case "left":
            erasing.hear(CUSTOMER_ID, Scope.ALL, Why.SKILL_DISABLED, at=told.at)
        case "denied":
            erasing.hear(CUSTOMER_ID, Scope.PAYMENTS, Why.PERMISSION_WITHDRAWN, at=told.at)
        case "came":
            erasing.came(CUSTOMER_ID, at=told.at)
        case "allowed":
            erasing.allowed(CUSTOMER_ID, at=told.at)


def told_of(*kinds: str) -> st.SearchStrategy[Told]:
    return st.builds(Told, st.sampled_from(kinds), st.integers(0, 20).map(lambda hour: NOW + hour * HOUR))


def running(house: House) -> set[str]:
    return {it.id for it in house.drawer.subscriptions.values() if it.state is not SubscriptionState.ENDED}


@settings(max_examples=150, deadline=None)
@given(
    begun=st.lists(st.integers(0, 20), max_size=4, unique=True),
    events=st.lists(told_of("left", "denied", "came", "allowed"), min_size=1, max_size=6),
    repeats=st.lists(st.integers(0, 5), max_size=4),
    shuffled=st.randoms(use_true_random=False),
)
def test_what_is_charged_again_does_not_depend_on_the_order_in_which_it_is_heard(
    begun: list[int], events: list[Told], repeats: list[int], shuffled: object
) -> None:
    arrived = [*events, *(events[each % len(events)] for each in repeats)]
    shuffled.shuffle(arrived)  # type: ignore[attr-defined]
    houses = House(provider=ALEXA), House(provider=ALEXA)

    for house, order in zip(houses, (sorted(events, key=lambda it: it.at), arrived), strict=True):
        house.clock.now = NOW + 100 * HOUR
        lives(house, begun)
        for told in order:
            hear(house, told)

    gone = max((it.at for it in events if it.what in ("left", "denied")), default=None)
    expected = {f"{100 + hour:026d}" for hour in begun if gone is None or NOW + hour * HOUR > gone}
    assert running(houses[0]) == running(houses[1]) == expected


@settings(max_examples=150, deadline=None)
@given(
    bought=st.integers(0, 20),
    events=st.lists(told_of("left", "denied"), min_size=1, max_size=5),
    strikes=st.lists(st.booleans(), min_size=5, max_size=5),
)
def test_nothing_of_who_bought_after_all_of_it_is_ever_touched(
    bought: int, events: list[Told], strikes: list[bool]
) -> None:
    house = House(provider=ALEXA)
    house.clock.now = NOW + 100 * HOUR
    house.knows()
    at = NOW + bought * HOUR
    house.checks_out(State.PAID, 1, created_at=at, updated_at=at)
    house.subscribes(2, started_at=at)
    before = (house.order(1), house.drawer.current, house.drawer.customer)
    newest = max(it.at for it in events)

    for told, strikes_now in zip(events, strikes, strict=False):
        hear(house, told)
        if strikes_now:
            house.clock_strikes()

    after = (house.order(1), house.drawer.current, house.drawer.customer)
    if at > newest:
        assert after == before
        assert not house.drawer.erasures
        assert house.subscription(2).state is SubscriptionState.ACTIVE
    else:
        assert house.subscription(2).state is SubscriptionState.ENDED


@settings(max_examples=100, deadline=None)
@given(
    events=st.lists(told_of("left"), min_size=1, max_size=3),
    later=st.integers(21, 40),
    strikes=st.integers(0, 4),
)
def test_who_comes_back_while_an_erasure_goes_on_keeps_what_is_theirs_now(
    events: list[Told], later: int, strikes: int
) -> None:
    house = House(provider=ALEXA)
    house.clock.now = NOW + 21 * HOUR
    house.knows()
    house.checks_out(State.PAID, 1)
    for told in events:
        hear(house, told)
    house.clock.now = at = NOW + later * HOUR
    house.knows()
    house.checks_out(State.PAID, 2, created_at=at, updated_at=at)
    house.ships(1)

    for _ in range(strikes):
        house.clock_strikes()
    for told in events:
        hear(house, told)

    customer = house.drawer.customer
    assert customer is not None
    assert customer.agreement is not None
    assert not customer.cart.is_empty
    assert house.order(2).address is not None
    assert house.drawer.current is not None
    assert house.drawer.current.address is not None
