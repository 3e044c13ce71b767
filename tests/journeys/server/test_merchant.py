"""What the merchant does at the desk, and what customers and other systems learn of it."""

from decimal import Decimal

import pytest

from simulator.testing import OpenShop, Shop
from tests.journeys.server.conftest import MOMENT
from tests.journeys.server.judge import books_are_right, kinds

CARRIER, NUMBER = "UPS", "1Z0000000000000001"


@pytest.fixture
def bought(linked: Shop) -> Shop:
    linked.say("open no nicks", "a starter kit", "yes", "no")
    linked.back_office.tick()
    return linked


def number_of(shop: Shop) -> str:
    return str(shop.orders[-1]["number"])


def returned(shop: Shop) -> Decimal:
    return sum((move.amount for move in shop.purse.returned), Decimal())


def test_what_was_shipped_is_told_by_voice_mail_and_event(bought: Shop) -> None:
    answer = bought.merchant("ship", order=number_of(bought), tracking=NUMBER, carrier=CARRIER)
    bought.back_office.tick()

    assert answer["ok"], answer
    assert "order.shipped" in kinds(bought)
    assert NUMBER in bought.mail[-1].text
    assert "shipped" in bought.say("ask no nicks where is my order").speech
    assert books_are_right(bought)


def test_notices_chime_once_for_whom_allowed_them(linked: Shop) -> None:
    linked.do("!notices on")
    linked.say("open no nicks", "a starter kit", "yes", "no")
    linked.merchant("ship", order=number_of(linked), tracking=NUMBER, carrier=CARRIER)
    linked.wait("1 day")
    first = [notice.status for notice in linked.notices]

    linked.do("!notices off")
    linked.say("ask no nicks to buy a refill pack", "yes")
    linked.wait("1 day")

    assert "ORDER_SHIPPED" in first
    assert [notice.status for notice in linked.notices] == first
    assert books_are_right(linked)


def test_a_refund_in_full_goes_back_once(bought: Shop) -> None:
    for _ in range(2):
        bought.merchant("refund", order=number_of(bought), reason="customer_request")
        bought.company.finish_refunds()
        bought.wait("1 day")

    assert returned(bought) == Decimal("9.00")
    assert kinds(bought).count("order.refunded") == 1
    assert books_are_right(bought)


def test_refunds_in_part_never_exceed_what_was_paid(bought: Shop) -> None:
    amounts = ("4.50", "3.00", "2.00")
    answers = []
    for amount in amounts:
        answers.append(bought.merchant("refund", order=number_of(bought), amount=amount)["ok"])
        bought.company.finish_refunds()
        bought.wait("1 day")

    assert answers == [True, True, False]
    assert returned(bought) == Decimal("7.50")
    assert books_are_right(bought)


def test_a_wish_by_voice_is_approved_at_the_desk(bought: Shop) -> None:
    wish = bought.say("ask no nicks I want a refund")
    assert not bought.purse.returned

    answer = bought.merchant("approve", order=number_of(bought))
    bought.company.finish_refunds()
    bought.wait("1 day")

    assert wish.speech
    assert answer["ok"], answer
    assert returned(bought) == Decimal("9.00")
    assert books_are_right(bought)


def test_nothing_moves_in_a_dry_run_or_unconfirmed(bought: Shop) -> None:
    dry = bought.merchant("refund", order=number_of(bought), dry_run=True)
    unsure = bought.merchant("refund", order=number_of(bought), confirm=False)
    bought.wait("1 day")

    assert dry["ok"]
    assert not unsure["ok"]
    assert not bought.purse.returned


def test_a_closed_agreement_is_never_charged_again(linked: Shop) -> None:
    linked.intend("SubscribeIntent", product="refill_subscription")
    linked.say("yes")
    linked.say("ask no nicks to buy a refill pack", "yes")
    linked.back_office.tick()

    answer = linked.merchant("close_agreement", order=number_of(linked))
    linked.wait("3 months")

    assert answer["ok"], answer
    assert len(linked.purse.taken) == 1
    assert books_are_right(linked)


def test_a_report_counts_what_was_taken(bought: Shop) -> None:
    answer = bought.back_office.doors.merchant({"do": "report", "from": "2026-11-01", "to": "2026-11-30"})

    assert answer["ok"], answer
    assert "9.00" in str(answer)


def test_what_was_only_reserved_is_taken_when_it_ships(open_shop: OpenShop) -> None:
    shop = open_shop(at=MOMENT, route="ppro", settings={"PPRO_SEPARATE_CAPTURES": "true"})
    shop.link()
    shop.say("open no nicks", "a starter kit", "yes", "no")

    before = [str(move) for move in shop.purse.taken]
    answer = shop.merchant("ship", order=number_of(shop), tracking=NUMBER, carrier=CARRIER)
    shop.wait("1 hour")

    assert answer["ok"], answer
    assert before in ([], ["9.00 USD"])
    assert [str(move) for move in shop.purse.taken] == ["9.00 USD"]
    assert books_are_right(shop)
