"""An answer that was lost on its way to the ear: who comes back is told what is true, before they buy again."""

from simulator.testing import Shop

NEWS = "that order is placed"
VOUCHER = "ask no nicks to buy a barber voucher"


def buys_and_hears_nothing(shop: Shop) -> None:
    shop.say("open no nicks", "a starter kit")
    shop.pay("late")
    shop.say("yes")
    shop.crash("after-save")
    assert shop.deliver().trouble
    assert len(shop.orders) == len(shop.charged) == 1


def test_who_opens_the_skill_again_is_told_that_the_order_is_placed(shop: Shop) -> None:
    buys_and_hears_nothing(shop)

    assert NEWS in shop.say("open no nicks").speech


def test_who_wants_it_still_is_told_before_they_could_pay_twice(shop: Shop) -> None:
    buys_and_hears_nothing(shop)

    told = shop.say("ask no nicks to buy a starter kit").speech

    assert told.index(NEWS) < told.index("Shall I place the order?")


def test_who_says_the_same_again_is_told_before_the_total(shop: Shop) -> None:
    shop.say(VOUCHER, "yes")
    assert len(shop.orders) == 1

    told = shop.say(VOUCHER).speech

    assert told.index(NEWS) < told.index("Shall I place the order?")
    assert len(shop.charged) == 1


def test_who_refused_one_thing_more_has_heard_it(shop: Shop) -> None:
    shop.say("open no nicks", "a starter kit", "yes", "no")

    assert NEWS not in shop.say("open no nicks").speech


def test_in_the_same_conversation_nothing_is_told_twice(shop: Shop) -> None:
    reply = shop.say("open no nicks", "a starter kit", "yes")
    assert not reply.ended

    assert NEWS not in shop.say("buy a barber voucher").speech


def test_later_it_is_no_news(shop: Shop) -> None:
    shop.say(VOUCHER, "yes")

    shop.pass_time(hours=6)

    assert NEWS not in shop.say("open no nicks").speech
    assert NEWS not in shop.say(VOUCHER).speech
