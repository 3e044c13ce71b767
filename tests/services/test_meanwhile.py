"""Who comes back hears how the payment ended that they left behind, once."""

import pytest

from tests.fakes.shop import MarketList
from tests.services.live_till import LiveTill
from voicetill.domain.occurrences import Happening
from voicetill.services.browsing import Browsing
from voicetill.services.outcomes import StillProcessing, Welcomed
from voicetill.services.ports import Shop


@pytest.fixture
def till() -> LiveTill:
    return LiveTill()


def comes_back(till: LiveTill) -> object:
    shop = Shop(till.shelf, MarketList(till.market), till.ledger, till.clock)
    return Browsing(shop).welcome(till.visitor)


def leaves_one_behind(till: LiveTill, *, paid: bool) -> None:
    told = till.told()
    till.company.leave_pending_next()
    assert till.yes_to(told) == StillProcessing()
    assert comes_back(till) == StillProcessing()
    till.company.decide(next(iter(till.company.charges)), paid=paid)
    till.settle_later()


@pytest.mark.parametrize(("paid", "heard"), [(True, Happening.ORDER_PLACED), (False, Happening.PAYMENT_FAILED)])
def test_how_it_ended_is_told_once(till: LiveTill, paid: bool, heard: Happening) -> None:
    leaves_one_behind(till, paid=paid)

    first, second = comes_back(till), comes_back(till)

    assert isinstance(first, Welcomed)
    assert isinstance(second, Welcomed)
    assert (first.meanwhile, second.meanwhile) == (heard, None)


def test_who_was_there_all_the_time_hears_of_nothing_again(till: LiveTill) -> None:
    till.yes_to(till.told())

    welcome = comes_back(till)

    assert isinstance(welcome, Welcomed)
    assert welcome.meanwhile is None


def test_a_visit_without_news_writes_nothing(till: LiveTill) -> None:
    till.yes_to(till.told())
    writes = till.ledger.writes

    comes_back(till)

    assert till.ledger.writes == writes


def test_what_cannot_be_written_down_is_said_again_the_next_time(till: LiveTill) -> None:
    leaves_one_behind(till, paid=True)
    till.ledger.refuses_writes = True
    first = comes_back(till)
    till.ledger.refuses_writes = False

    second = comes_back(till)

    assert isinstance(first, Welcomed)
    assert isinstance(second, Welcomed)
    assert first.meanwhile is second.meanwhile is Happening.ORDER_PLACED
