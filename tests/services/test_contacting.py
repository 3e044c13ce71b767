"""The customer's e-mail address is asked for when there is something to write, once, and never in the way."""

from dataclasses import replace

import pytest

from tests.fakes.messengers import FakeMessenger
from tests.fakes.shop import MarketList
from tests.services.till import Till, a_visitor
from voicetill.domain.occurrences import Channel, Happening, Occurrence
from voicetill.domain.payments import Access
from voicetill.services.notifying import Notifying
from voicetill.services.outcomes import OrderPlaced

ACCESS = Access("https://api.amazonalexa.com", "a-key-of-an-hour")
EMAIL = "robin@example.com"


def a_till(*, allowed: bool = True) -> Till:
    return Till(visitor=replace(a_visitor(), mail_access=ACCESS if allowed else None))


def told(till: Till) -> dict[Happening, Occurrence]:
    return {each.what: each for each in till.drawer.occurrences.values()}


def test_the_turn_that_places_the_order_asks_where_to_write_and_no_other() -> None:
    till = a_till()
    total = till.set_up(till.buy())
    charge = till.yes_to(total)
    asked_before = len(till.contacts.asked)

    assert isinstance(till.pay(charge), OrderPlaced)

    assert asked_before == 0
    assert till.contacts.asked == [ACCESS]
    assert told(till)[Happening.ORDER_PLACED].email == EMAIL


def test_what_is_the_merchant_s_affair_knows_no_address() -> None:
    till = a_till()
    till.pay(till.yes_to(till.set_up(till.buy())))

    assert told(till)[Happening.ORDER_PAID].email == ""


def test_who_does_not_allow_it_is_not_asked_about() -> None:
    till = a_till(allowed=False)

    assert isinstance(till.pay(till.yes_to(till.set_up(till.buy()))), OrderPlaced)

    assert till.contacts.asked == []
    assert told(till)[Happening.ORDER_PLACED].email == ""


@pytest.mark.parametrize("known", [None, ""])
def test_an_order_stands_whether_or_not_an_address_is_known(known: str | None) -> None:
    till = a_till()
    till.contacts.known = known

    assert isinstance(till.pay(till.yes_to(till.set_up(till.buy()))), OrderPlaced)

    assert told(till)[Happening.ORDER_PLACED].email == ""


def test_a_lost_race_asks_no_second_time() -> None:
    till = a_till()
    charge = till.yes_to(till.set_up(till.buy()))
    till.ledger.lose_races(2)

    assert isinstance(till.pay(charge), OrderPlaced)

    assert len(till.contacts.asked) == 1


def test_the_same_proof_again_writes_nothing_and_asks_nobody() -> None:
    till = a_till()
    charge = till.yes_to(till.set_up(till.buy()))
    till.pay(charge)
    before = dict(till.drawer.occurrences)

    till.pay(charge)

    assert till.drawer.occurrences == before
    assert len(till.contacts.asked) == 1


def test_no_device_chimes_to_say_what_was_just_heard() -> None:
    till = a_till()

    till.pay(till.yes_to(till.set_up(till.buy())))

    assert Channel.NOTICE in told(till)[Happening.ORDER_PLACED].told


def test_from_the_yes_to_the_mail_the_address_is_kept_no_longer_than_that() -> None:
    till, mail = a_till(), FakeMessenger()
    till.pay(till.yes_to(till.set_up(till.buy())))
    messengers = {Channel.MAIL: mail}

    Notifying(till.ledger.journal, MarketList(till.market), messengers, till.clock).tell_due()

    (news,) = mail.handed
    assert news.email == EMAIL
    assert news.order == till.orders[0]
    assert EMAIL not in repr([(it, it.email) for it in till.drawer.occurrences.values()])
