"""What is counted is counted after it was saved, and once."""

from dataclasses import replace

import pytest

from tests.builders import NOW, an_agreement
from tests.fakes.watch import CountingWatch
from tests.services.live_till import LiveTill
from tests.services.till import Till, a_visitor, named
from voicetill.domain.checkout_events import ChargeRefused, ChargeUnknown
from voicetill.domain.errors import StoreUnavailableError
from voicetill.domain.funnel import Metric
from voicetill.domain.payments import Refusal
from voicetill.services import outcomes as o

NEXT = "k3v9x2m7q4t8w1z6b5n0c3d7f2"


@pytest.fixture
def till() -> Till:
    return Till()


def test_a_purchase_counts_each_step_once_however_often_its_answers_come(till: Till) -> None:
    charge = till.charging()
    proof = till.proof(charge)

    for _ in range(3):
        till.answer(charge.token, proof)

    assert till.watch.told == {
        Metric.OFFERED: 1,
        Metric.CONSENTED: 1,
        Metric.SET_UP: 1,
        Metric.READ_BACK: 1,
        Metric.CHARGED: 1,
        Metric.PLACED: 1,
    }


def test_what_could_not_be_saved_is_not_counted(till: Till) -> None:
    charge = till.charging()
    before = till.watch.told
    till.ledger.is_down = True

    with pytest.raises(StoreUnavailableError):
        till.pay(charge)

    assert till.watch.told == before
    till.ledger.is_down = False
    till.pay(charge)
    assert till.watch.told[Metric.PLACED] == 1


def test_a_race_that_was_lost_counts_once(till: Till) -> None:
    till.know(an_agreement())
    told = till.told()

    till.ledger.meanwhile(lambda: till.filling.show(till.visitor))
    till.yes_to(told)

    assert till.watch.told[Metric.CHARGED] == 1


def test_declines_and_doubts_are_counted_by_what_they_are(till: Till) -> None:
    till.know(an_agreement())
    charge = till.charging()
    till.answer(charge.token, ChargeRefused(NOW, Refusal.REJECTED))
    doubted = till.charging("refill_pack")
    till.answer(doubted.token, ChargeUnknown(NOW))
    till.answer(doubted.token, ChargeUnknown(NOW))

    declined = [mark for mark in till.watch.marks if mark.metric is Metric.DECLINED]
    assert [(mark.reason, mark.market) for mark in declined] == [("rejected", "US")]
    assert till.watch.told[Metric.UNKNOWN] == 1


def test_without_the_permission_a_wish_is_kept_back(till: Till) -> None:
    till.buying.buy(a_visitor(may_pay=False), named("starter_kit"), None)

    assert till.watch.told == {Metric.OFFERED: 1, Metric.KEPT_BACK: 1}


def test_the_server_s_route_counts_the_same(till: Till) -> None:
    live = LiveTill()

    assert isinstance(live.yes_to(live.told()), o.OrderPlaced)

    assert live.watch.told[Metric.PLACED] == live.watch.told[Metric.CHARGED] == len(live.orders) == 1


def test_what_is_settled_later_is_counted_where_it_is_settled() -> None:
    live = LiveTill()
    told = live.told()
    live.company.lose_answer(after_acting=True)
    live.yes_to(told)
    assert (live.watch.told[Metric.PLACED], live.watch.told[Metric.UNKNOWN]) == (0, 1)

    live.settle_later()
    live.settle_later()

    assert live.watch.told[Metric.PLACED] == len(live.orders) == 1


# The id.


def test_a_checkout_takes_the_id_that_its_conversation_goes_by(till: Till) -> None:
    visitor = replace(till.visitor, next_id=NEXT)

    till.buying.buy(visitor, named("barber_voucher"), None)

    assert till.current.id == NEXT
    assert NEXT in till.watch.followed


def test_an_id_that_is_taken_is_never_used_again(till: Till) -> None:
    visitor = replace(till.visitor, next_id=NEXT)
    till.buying.buy(visitor, named("barber_voucher"), None)

    till.buying.buy(visitor, named("barber_voucher"), None)
    third = till.buying.buy(visitor, named("barber_voucher"), None)

    assert isinstance(third, o.TotalTold)
    assert till.current.id != NEXT
    assert till.drawer.past[NEXT].id == NEXT
    assert len({till.current.id, *till.drawer.past}) == 3


def test_a_subscription_takes_it_too() -> None:
    from tests.services.test_subscribing import a_till, told

    till = a_till()
    till.visitor = replace(till.visitor, next_id=NEXT)

    assert told(till).checkout.id == NEXT


def test_somebody_who_looks_on_changes_nothing() -> None:
    assert CountingWatch().told == {}
