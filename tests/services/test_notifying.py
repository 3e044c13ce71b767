"""Telling what happened: each channel at least once, a confirmation never twice, and no failure stops the rest."""

import logging
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import (
    AGREEMENT_ID,
    CHECKOUT_ID,
    CUSTOMER_ID,
    LOCALE,
    NOW,
    a_checkout,
    a_customer,
    a_market,
    an_order,
)
from tests.fakes.clock import FixedClock
from tests.fakes.ledger import MemoryLedger
from tests.fakes.messengers import FakeContacts, FakeMessenger
from voicetill.domain.checkout_record import State
from voicetill.domain.customers import Standing
from voicetill.domain.errors import StoreUnavailableError
from voicetill.domain.journal import Change
from voicetill.domain.news import Delivery
from voicetill.domain.occurrences import CLAIM, Channel, Happening, Occurrence, happened, mailed_again
from voicetill.services.listening import Listening
from voicetill.services.notifying import Notifying, Telling
from voicetill.services.reaching import AddressBook
from voicetill.stores.markets import MarketFile

EMAIL = "robin@example.com"
MARKETS = MarketFile({"US": a_market()})


class House:
    """Everything around the telling, in the hand of a test."""

    def __init__(self, *, contacts: str = "") -> None:
        self.ledger = MemoryLedger()
        self.journal = self.ledger.journal
        self.clock = FixedClock()
        self.bus, self.notices, self.mail = FakeMessenger(), FakeMessenger(), FakeMessenger()
        self.contacts = FakeContacts(contacts)
        self.off: set[Channel] = set()

    @property
    def notifying(self) -> Notifying:
        all_of_them = {Channel.EVENT_BUS: self.bus, Channel.NOTICE: self.notices, Channel.MAIL: self.mail}
        messengers = {name: each for name, each in all_of_them.items() if name not in self.off}
        return Notifying(
            self.journal, MARKETS, messengers, self.clock, book=AddressBook(self.ledger, self.contacts)
        )

    def happens(self, what: Happening = Happening.ORDER_PLACED, **changes: object) -> Occurrence:
        occurrence = happened(
            what, subject_id=CHECKOUT_ID, customer_id=CUSTOMER_ID, market_id="US", locale=LOCALE, at=NOW
        )
        occurrence = replace(occurrence, **{"email": EMAIL, "user_id": "amzn1.ask.account.X", **changes})  # type: ignore[arg-type]
        self.journal.write(Change(None, occurrence))
        return occurrence

    def tell(self, what: Occurrence) -> Telling:
        return self.notifying.tell(what.customer_id, what.id)

    def kept(self, what: Occurrence) -> Occurrence:
        found = self.journal.occurrence(what.customer_id, what.id)
        assert found is not None
        return found

    def live_on(self, days: int = 14) -> Iterator[None]:
        """Let the sweep come by every five minutes at first, then hourly."""
        for step in [timedelta(minutes=5)] * 24 + [timedelta(hours=1)] * 24 * days:
            self.clock.pass_by(step)
            self.notifying.tell_due()
            yield


@pytest.fixture
def house() -> House:
    made = House()
    made.journal.write(Change(None, an_order()))
    return made


def test_an_order_that_was_placed_leaves_through_every_channel_and_is_over(house: House) -> None:
    placed = house.happens()

    assert house.tell(placed) is Telling.TOLD

    kept = house.kept(placed)
    assert [house.bus.ids, house.notices.ids, house.mail.ids] == [[placed.id]] * 3
    assert house.mail.handed[0].email == EMAIL
    assert house.mail.handed[0].order == replace(an_order(), version=1)
    assert kept.told == frozenset(Channel)
    assert (kept.tell_at, kept.email, kept.user_id, kept.mailing_since) == (None, "", "", None)
    assert kept.forget_at == NOW + timedelta(days=30)


def test_what_is_over_is_not_told_again(house: House) -> None:
    placed = house.happens()
    house.tell(placed)

    assert house.tell(placed) is Telling.NOT_DUE
    house.clock.pass_by(timedelta(days=1))
    house.notifying.tell_due()

    assert len(house.bus.handed) == len(house.mail.handed) == 1


def test_what_is_not_there_is_no_trouble(house: House) -> None:
    assert house.notifying.tell(CUSTOMER_ID, "nothing") is Telling.NOT_DUE


@pytest.mark.parametrize("what", [Happening.MERCHANT_TASK, Happening.ORDER_PAID, Happening.REFUND_FAILED])
def test_what_is_the_merchant_s_affair_is_not_mailed_to_the_customer(house: House, what: Happening) -> None:
    task = house.happens(what)

    assert house.tell(task) is Telling.TOLD

    assert house.bus.ids == [task.id]
    assert house.mail.handed == house.notices.handed == []
    assert house.kept(task).email == ""


def test_without_an_address_no_mail_is_sent(house: House) -> None:
    placed = house.happens(email="")

    assert house.tell(placed) is Telling.TOLD
    assert house.mail.handed == []


def test_the_address_that_the_customer_gave_on_our_page_is_used_where_the_voice_brought_none() -> None:
    house = House(contacts="linked@example.com")
    house.journal.write(Change(None, an_order(provider="ppro")))
    placed = house.happens(email="")

    house.tell(placed)

    assert house.mail.handed[0].email == "linked@example.com"
    assert house.contacts.asked == [(CUSTOMER_ID, "ppro", AGREEMENT_ID)]
    assert house.kept(placed).email == ""


def test_a_payment_that_failed_in_the_end_is_told_where_the_agreement_was_given() -> None:
    house = House(contacts="linked@example.com")
    declined = a_checkout(State.DECLINED, provider="ppro", version=0)
    house.ledger.save(Standing(a_customer()), Standing(a_customer(), declined))
    failed = house.happens(Happening.PAYMENT_FAILED, email="")

    house.tell(failed)

    assert house.mail.handed[0].email == "linked@example.com"
    assert house.contacts.asked == [(CUSTOMER_ID, "ppro", AGREEMENT_ID)]


def test_whom_to_notify_is_known_from_the_customer_who_allows_it(house: House) -> None:
    shipped = house.happens(Happening.ORDER_SHIPPED, user_id="")
    listening = Listening(house.ledger, house.clock)
    listening.allow(CUSTOMER_ID, "amzn1.ask.account.Y")

    house.tell(shipped)
    listening.forbid(CUSTOMER_ID)
    house.tell(house.happens(Happening.ORDER_SHIPPED, id="another", user_id=""))

    assert [news.user_id for news in house.notices.handed] == ["amzn1.ask.account.Y", ""]


@pytest.mark.parametrize("channel", list(Channel))
def test_a_channel_that_is_switched_off_leaves_nothing_waiting(house: House, channel: Channel) -> None:
    house.off = {channel}
    placed = house.happens()

    assert house.tell(placed) is Telling.TOLD
    assert house.kept(placed).tell_at is None


@pytest.mark.parametrize("trouble", [Delivery.NOT_NOW, RuntimeError("secret words")])
@pytest.mark.parametrize("channel", ["bus", "notices", "mail"])
def test_one_channel_s_failure_keeps_no_other_from_it_and_is_tried_again(
    house: House, channel: str, trouble: Delivery | Exception
) -> None:
    setattr(house, channel, FakeMessenger(trouble))
    placed = house.happens()

    assert house.tell(placed) is Telling.LATER
    house.clock.pass_by(timedelta(minutes=2))
    house.notifying.tell_due()

    assert house.kept(placed).tell_at is None
    counts = {name: len(getattr(house, name).handed) for name in ("bus", "notices", "mail")}
    assert counts == {"bus": 1, "notices": 1, "mail": 1, channel: 2}


def test_a_refusal_for_good_ends_the_channel_at_once(house: House) -> None:
    house.mail = FakeMessenger(Delivery.NEVER)
    placed = house.happens()

    assert house.tell(placed) is Telling.TOLD

    assert house.kept(placed).email == ""
    for _ in house.live_on(days=2):
        pass
    assert len(house.mail.handed) == 1


def test_failures_back_off_for_days_and_end_as_an_error_that_stays_to_be_seen(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    house.mail = FakeMessenger(*[Delivery.NOT_NOW] * 1000)
    placed = house.happens()
    house.tell(placed)
    waits = []

    for _ in house.live_on():
        tell_at = house.kept(placed).tell_at
        waits.append(None if tell_at is None else tell_at - house.clock())

    kept = house.kept(placed)
    assert kept.given_up == {Channel.MAIL}
    assert (kept.tell_at, kept.forget_at, kept.email) == (None, None, "")
    assert len(house.mail.handed) == 11
    assert max(wait for wait in waits if wait) > timedelta(hours=12)
    assert [record.message for record in caplog.records if record.levelno >= logging.ERROR] == [
        "given up, not told"
    ]


def test_the_merchant_may_have_a_mail_sent_again(house: House) -> None:
    placed = house.happens()
    house.tell(placed)
    kept = house.kept(placed)
    house.journal.write(Change(kept, mailed_again(kept, email="other@example.com", at=house.clock())))

    house.tell(placed)

    assert [news.email for news in house.mail.handed] == [EMAIL, "other@example.com"]
    assert len(house.bus.handed) == 1


def test_two_who_notice_it_at_once_tell_it_once(house: House) -> None:
    placed = house.happens()
    house.journal.meanwhile(lambda: house.tell(placed))

    assert house.tell(placed) is Telling.NOT_DUE
    assert len(house.mail.handed) == len(house.bus.handed) == 1


def test_who_comes_while_another_is_about_it_leaves_it_alone(house: House) -> None:
    placed = house.happens()
    told = []
    house.bus = FakeMessenger(meanwhile=lambda: told.append(house.tell(placed)))

    house.tell(placed)

    assert told == [Telling.NOT_DUE]
    assert len(house.mail.handed) == 1


class Killed(BaseException):
    """The function's machine is gone."""


def die() -> None:
    raise Killed


def test_after_a_death_while_the_mail_left_a_confirmation_is_not_sent_twice(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    house.mail = FakeMessenger(meanwhile=die)
    placed = house.happens()
    with pytest.raises(Killed):
        house.tell(placed)
    house.mail = FakeMessenger()

    house.clock.pass_by(CLAIM)
    house.notifying.tell_due()

    assert house.mail.handed == []
    assert house.kept(placed).tell_at is None
    assert "mail in doubt, not sent again" in caplog.messages


def test_after_a_death_before_the_mail_everything_is_told(house: House) -> None:
    house.notices = FakeMessenger(meanwhile=die)
    placed = house.happens()
    with pytest.raises(Killed):
        house.tell(placed)
    house.notices = FakeMessenger()

    house.clock.pass_by(CLAIM)
    house.notifying.tell_due()

    assert house.mail.ids == [placed.id]
    # The same id tells whoever listens that they have heard it before.
    assert house.bus.ids == [placed.id, placed.id]


def test_a_mail_that_may_have_left_is_sent_again_unless_it_confirms_an_order(house: House) -> None:
    house.mail = FakeMessenger(Delivery.UNCLEAR, Delivery.UNCLEAR)
    placed, shipped = house.happens(), house.happens(Happening.ORDER_SHIPPED)

    told = [house.tell(placed), house.tell(shipped)]
    house.clock.pass_by(timedelta(minutes=5))
    house.notifying.tell_due()

    assert told == [Telling.TOLD, Telling.LATER]
    assert house.mail.ids == [placed.id, shipped.id, shipped.id]


def test_a_mail_that_certainly_did_not_leave_is_sent_again_even_if_it_confirms_an_order(house: House) -> None:
    house.mail = FakeMessenger(Delivery.NOT_NOW)
    placed = house.happens()

    house.tell(placed)
    house.clock.pass_by(timedelta(minutes=5))
    house.notifying.tell_due()

    assert house.mail.ids == [placed.id, placed.id]


# The sweep.


def test_the_sweep_finds_every_page_to_its_end(house: House) -> None:
    many = [house.happens(id=f"{number}.order.placed") for number in range(450)]

    done = house.notifying.tell_due()

    assert done == {Telling.TOLD: 450}
    assert sorted(house.mail.ids) == sorted(it.id for it in many)


def test_many_that_cannot_be_told_hide_nothing_behind_them(house: House, caplog: pytest.LogCaptureFixture) -> None:
    for number in range(250):
        house.happens(id=f"{number:03d}.bad", tell_at=NOW - timedelta(days=1))
    good = house.happens(id="good")
    real = house.journal.occurrence

    def faulty(customer_id: str, id_: str) -> Occurrence | None:
        if id_.endswith(".bad"):
            raise KeyError("a record of another age")
        return real(customer_id, id_)

    house.journal.occurrence = faulty  # type: ignore[method-assign]

    done = house.notifying.tell_due()

    assert done == {Telling.FAILED: 250, Telling.TOLD: 1}
    assert house.mail.ids == [good.id]


def test_a_sweep_ends_when_its_time_is_over(house: House) -> None:
    for number in range(20):
        house.happens(id=f"{number}.order.placed")

    house.notifying.tell_due(go_on=lambda: len(house.mail.handed) < 5)

    assert len(house.mail.handed) == 5


def test_an_order_that_cannot_be_read_is_tried_and_given_up_like_any_trouble(house: House) -> None:
    placed = house.happens()

    def faulty(order_id: str) -> None:
        raise KeyError(order_id)

    house.journal.order = faulty  # type: ignore[method-assign]
    house.notifying.tell_due()
    for _ in house.live_on():
        pass

    assert house.kept(placed).given_up == frozenset(Channel)


def test_a_store_that_is_down_is_said_so_and_nothing_has_left(house: House) -> None:
    placed = house.happens()
    house.ledger.is_down = True

    with pytest.raises(StoreUnavailableError):
        house.tell(placed)

    assert house.notifying.tell_due()[Telling.FAILED] == house.journal.shards
    assert house.bus.handed == []


def test_nothing_of_the_customer_is_logged(house: House, caplog: pytest.LogCaptureFixture) -> None:
    house.bus, house.mail = FakeMessenger(Delivery.NEVER), FakeMessenger(Delivery.NOT_NOW)
    with caplog.at_level(logging.DEBUG):
        house.tell(house.happens())

    said = repr([record.__dict__ for record in caplog.records])
    assert EMAIL not in said
    assert "amzn1.ask.account" not in said


deliveries = st.sampled_from([*Delivery, RuntimeError(), Killed()])


@given(st.lists(st.tuples(st.sampled_from(["bus", "notices", "mail"]), deliveries), max_size=12), st.data())
def test_whatever_goes_wrong_each_channel_is_told_at_least_once_and_a_confirmation_at_most_once(
    troubles: list[tuple[str, Delivery | BaseException]], data: st.DataObject
) -> None:
    """Counted by what really left: SENT, and also what left although nobody heard of it."""
    house = House()
    house.journal.write(Change(None, an_order()))
    left = {"bus": 0, "notices": 0, "mail": 0}

    class Faulty(FakeMessenger):
        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name
            self.plan = [trouble for channel, trouble in troubles if channel == name]
            self.refused = False

        def send(self, news: object) -> Delivery:
            answer = self.plan.pop(0) if self.plan else Delivery.SENT
            may_leave = answer is Delivery.UNCLEAR or isinstance(answer, Killed)
            if answer is Delivery.SENT or (may_leave and data.draw(st.booleans())):
                left[self.name] += 1
            self.refused |= answer in (Delivery.NEVER, Delivery.NOTHING_TO_SEND) or may_leave
            if isinstance(answer, BaseException):
                raise answer
            return answer

    house.bus, house.notices, house.mail = Faulty("bus"), Faulty("notices"), Faulty("mail")
    placed = house.happens()

    for _ in range(40):
        with suppress(Killed):
            house.notifying.tell_due()
        house.clock.pass_by(timedelta(days=2))

    assert house.kept(placed).tell_at is None
    assert left["mail"] <= 1
    for name, messenger in (("bus", house.bus), ("notices", house.notices), ("mail", house.mail)):
        assert isinstance(messenger, Faulty)
        assert left[name] >= 1 or messenger.refused or house.kept(placed).given_up
