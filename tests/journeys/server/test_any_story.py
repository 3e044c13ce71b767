"""Whatever customers, companies, the merchant and time do in whatever order: the books are right in the end."""

from collections.abc import Callable, Sequence
from random import Random

import pytest

from simulator.testing import InVain, OpenShop, Shop
from tests.journeys.server.conftest import MOMENT
from tests.journeys.server.judge import books_are_right

Deed = Callable[[Shop, Random], object]

LENGTH = 22


def merchant(do: str, **request: object) -> Deed:
    def act(shop: Shop, random: Random) -> object:
        if not shop.orders:
            return None
        return shop.merchant(do, order=str(random.choice(shop.orders)["id"]), **request)

    return act


def goes_wrong(shop: Shop, random: Random) -> None:
    """Something happens to the next charge, or to whoever makes it."""
    troubles: list[Callable[[], object]] = [
        lambda: shop.company.lose_answer(after_acting=True),
        lambda: shop.company.lose_answer(after_acting=False),
        shop.company.refuse_connection,
        shop.company.throttle,
        shop.company.fail,
        lambda: shop.company.decline(for_good=random.random() < 0.2),
        shop.company.leave_pending,
        lambda: shop.crash(random.choice(["after-load", "before-save", "after-save", "before-answer"])),
        shop.outage,
    ]
    random.choice(troubles)()


def buys(shop: Shop, random: Random) -> None:
    """The customer buys, and perhaps something goes wrong in the turn that charges."""
    shop.say(f"ask no nicks to buy {random.choice(['a starter kit', 'a refill pack', 'a barber voucher'])}")
    if random.random() < 0.5:
        goes_wrong(shop, random)
    shop.say("yes")


def subscribes(shop: Shop, random: Random) -> None:
    shop.intend("SubscribeIntent", product="refill_subscription")
    shop.say("yes")


def comes_back(shop: Shop, random: Random) -> None:
    """Take a way back, or an up-sell, or whatever was asked last."""
    shop.say(
        random.choice(["open no nicks", "ask no nicks what are my subscriptions", "ask no nicks to check out"])
    )
    shop.say("yes")


def holds(shop: Shop, random: Random) -> None:
    shop.back_office.webhooks.held = random.random() < 0.5


DEEDS: Sequence[Deed] = (
    *[buys] * 8,
    *[subscribes] * 2,
    *[comes_back] * 4,
    lambda shop, _: shop.say("yes"),
    lambda shop, _: shop.say("ask no nicks to cancel my subscription", "yes"),
    *[goes_wrong] * 3,
    *[lambda shop, random: shop.company.decide(paid=random.random() < 0.7)] * 2,
    lambda shop, _: shop.company.end_consents(),
    *[lambda shop, _: shop.link()] * 2,
    lambda shop, _: shop.unlink(),
    lambda shop, _: shop.go_cold(),
    *[lambda shop, random: shop.wait(random.choice(["5 minutes", "6 hours", "3 days", "1 month"]))] * 4,
    lambda shop, random: shop.pass_time(days=random.choice([0.1, 2, 9])),
    holds,
    lambda shop, random: shop.back_office.webhooks.deliver(times=random.choice([1, 2]), backwards=True),
    merchant("refund", amount="2.00"),
    merchant("refund"),
    merchant("cancel"),
    merchant("ship", carrier="UPS", tracking="1Z1"),
    lambda shop, _: shop.company.finish_refunds(),
)


def play(shop: Shop, random: Random) -> None:
    shop.link()
    for _ in range(LENGTH):
        try:
            random.choice(DEEDS)(shop, random)
        except InVain:
            # Nobody listened, or nothing could be linked: that, too, happens.
            continue


def end_well(shop: Shop) -> None:
    """Everybody does what they owe: companies decide, notifications come, the clock goes on."""
    shop.back_office.webhooks.held = False
    for _ in range(2):
        shop.company.decide(paid=True)
        shop.company.finish_refunds()
        shop.wait("4 days")


@pytest.mark.parametrize(("route", "seed"), [("ppro", 6), ("ppro", 11), ("amazon_pay_v2", 13)])
def test_any_story_ends_with_right_books(open_shop: OpenShop, route: str, seed: int) -> None:
    shop = open_shop(at=MOMENT, route=route)

    play(shop, Random(seed))
    end_well(shop)

    # News that was held back for a month is refused for its age, and nothing may hang on it.
    assert books_are_right(shop)
