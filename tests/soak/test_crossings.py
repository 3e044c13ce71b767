"""Every call that leaves a door can be met on its way, and whatever may go wrong with it can be rehearsed."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from simulator.cloud.crossings import Crossing, Go, Outside, Service, Trouble
from simulator.cloud.wire import FunctionDied
from simulator.testing import OpenShop, Shop

MOMENT = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)


class Watched(Outside):
    """Writes down what crosses; `meddle` may do something else with a call than carry it."""

    def __init__(self) -> None:
        super().__init__()
        self.crossed: list[Crossing] = []
        self.meddle: Callable[[Crossing, Go], Any] = lambda crossing, go: go()

    def carry(self, crossing: Crossing, go: Go) -> Any:
        self.crossed.append(crossing)
        return self.meddle(crossing, go)

    def last(self, *words: str) -> list[Crossing]:
        return [it for it in self.crossed if all(word in str(it) for word in words)]


@pytest.fixture
def outside() -> Watched:
    return Watched()


@pytest.fixture
def shop(open_shop: OpenShop, outside: Watched) -> Shop:
    shop = open_shop(at=MOMENT, route="ppro", outside=outside)
    shop.link()
    return shop


def buys(shop: Shop) -> str:
    return shop.say("open no nicks", "a starter kit", "yes").speech


def test_every_service_is_met_on_the_way_and_every_door_says_who_it_is(shop: Shop, outside: Watched) -> None:
    shop.do("!notices on")
    shop.intend("SubscribeIntent", product="refill_subscription")
    shop.say("yes")
    buys(shop)
    shop.do("!tick", "!wait 40 days", "!merchant ship last", "!tick")

    assert {it.service for it in outside.crossed} == set(Service)
    doors = {"skill", "web", "renewals", "renewal_worker", "settling", "outbox", "merchant"}
    assert {it.door for it in outside.crossed} == doors


def test_on_the_route_of_alexa_addresses_are_asked_for_over_it(open_shop: OpenShop, outside: Watched) -> None:
    shop = open_shop(at=MOMENT, outside=outside)

    shop.say("open no nicks", "a starter kit")

    assert Service.ALEXA in {it.service for it in outside.crossed}


def test_an_answer_that_is_lost_makes_the_sdk_send_the_same_again(shop: Shop, outside: Watched) -> None:
    lost: list[Crossing] = []

    def once(crossing: Crossing, go: Go) -> Any:
        answer = go()
        if crossing.operation == "TransactWriteItems" and not lost:
            lost.append(crossing)
            return crossing.troubles[Trouble.NO_ANSWER]()
        return answer

    outside.meddle = once
    placed = buys(shop)

    assert "order is placed" in placed
    assert [it.identity for it in outside.crossed].count(lost[0].identity) == 2
    assert len(shop.orders) == 1


@pytest.mark.parametrize("trouble", [trouble for trouble in Trouble if trouble is not Trouble.PARTLY])
def test_a_database_in_trouble_sells_nothing(shop: Shop, outside: Watched, trouble: Trouble) -> None:
    def always(crossing: Crossing, go: Go) -> Any:
        return crossing.troubles.get(trouble, go)() if crossing.service is Service.DYNAMODB else go()

    shop.say("open no nicks", "a starter kit")
    outside.meddle = always

    reply = shop.say("yes")

    assert reply.speech
    assert "order is placed" not in reply.speech
    assert not shop.purse.taken


@pytest.mark.parametrize("trouble", [Trouble.ERROR, Trouble.THROTTLED, Trouble.NOT_REACHED, Trouble.NO_ANSWER])
@pytest.mark.parametrize("service", [it for it in Service if it not in (Service.DYNAMODB, Service.QUEUE)])
def test_no_trouble_of_a_service_escapes_a_door(
    shop: Shop, outside: Watched, service: Service, trouble: Trouble
) -> None:
    def always(crossing: Crossing, go: Go) -> Any:
        return crossing.troubles[trouble]() if crossing.service is service else go()

    outside.meddle = always
    placed = buys(shop)
    shop.back_office.tick()

    assert ("order is placed" in placed) is bool(shop.purse.taken)


def test_part_of_a_batch_that_was_not_taken_is_put_again_later(shop: Shop, outside: Watched) -> None:
    buys(shop)
    outside.meddle = lambda crossing, go: (
        crossing.troubles[Trouble.PARTLY]() if crossing.service is Service.BUS else go()
    )
    shop.back_office.tick()
    untold = list(shop.events)

    outside.meddle = lambda crossing, go: go()
    shop.wait("1 day")

    assert untold == []
    assert sorted(event.kind for event in shop.events) == ["order.paid", "order.placed"]


def test_a_door_whose_process_died_is_opened_anew(shop: Shop, outside: Watched) -> None:
    buys(shop)

    def dies(crossing: Crossing, go: Go) -> Any:
        go()
        raise FunctionDied("here")

    outside.meddle = dies
    with pytest.raises(FunctionDied):
        shop.back_office.doors.outbox({}, None)
    outside.meddle = lambda crossing, go: go()
    secrets = len(outside.last("web", "secrets"))
    shop.back_office.doors.web.go_cold()
    shop.back_office.tick()

    assert len(outside.last("web", "secrets")) > secrets
    assert len(shop.mail) == 1
