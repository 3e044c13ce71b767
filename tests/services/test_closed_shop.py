"""While the shop is closed nothing new begins to be offered or charged, and all that is under way goes on."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.builders import NOW, an_address, an_agreement
from tests.domain.subscriptions import a_begun
from tests.fakes.clock import FixedClock
from tests.fakes.ledger import MemoryLedger
from tests.services.live_till import LiveTill
from tests.services.renewals import Room
from tests.services.test_handing_out import MemoryQueue
from tests.services.till import Till, a_visitor, handed_off, named
from voicetill.domain.agreements import AgreementStatus
from voicetill.domain.checkout_events import AgreementOpened, AgreementRefused, ChargeRefused
from voicetill.domain.checkout_record import OFFER_LIFETIME, State
from voicetill.domain.journal import Change
from voicetill.domain.payments import Refusal
from voicetill.domain.subscriptions import SubscriptionState
from voicetill.services import outcomes as o
from voicetill.services.handing_out import HandedOut, HandingOut
from voicetill.services.resolving import Outcome
from voicetill.services.visits import Question

CLOSED = o.Refused(Refusal.SHOP_CLOSED)


@pytest.fixture
def till() -> Till:
    till = Till()
    till.know(an_agreement())
    return till


def test_what_somebody_wants_is_kept_in_the_cart_for_later(till: Till) -> None:
    till.is_open = False

    heard = till.buy("starter_kit", "2")

    assert heard == CLOSED
    assert till.customer.cart.quantity_of("starter_kit") == 2
    assert till.drawer.current is None
    till.is_open = True
    assert isinstance(till.buying.check_out(till.visitor), o.TotalTold)


Turn = Callable[[Till], o.Outcome]
# Whatever a customer may say or let happen that would go on to an offer, a Setup or a Charge.
TURNS: Sequence[Turn] = (
    lambda till: till.buy(),
    lambda till: till.buying.check_out(till.visitor),
    lambda till: till.buying.buy_more(till.visitor, "refill_pack"),
    lambda till: till.yes_to(till.buying.remind(till.visitor) if _waits(till) else None),
    lambda till: till.buying.say_code(till.visitor, _asked(till), "1234"),
    lambda till: till.buying.retry(till.visitor, _asked(till)),
    lambda till: till.subscribing.subscribe(till.visitor, named("refill_subscription")),
)


def _waits(till: Till) -> bool:
    return till.drawer.current is not None and till.drawer.current.awaits_yes


def _asked(till: Till) -> Question | None:
    return Question(till.current.id, till.current.version) if till.drawer.current else None


def _begin_nothing(till: Till) -> None: ...


def _be_told(till: Till) -> None:
    till.told()


def _be_declined(till: Till) -> None:
    charge = till.charging()
    till.answer(charge.token, ChargeRefused(NOW, Refusal.PAYMENT_METHOD, may_retry=True))


def _let_it_grow_old(till: Till) -> None:
    till.told()
    till.clock.pass_by(OFFER_LIFETIME + timedelta(seconds=1))


@pytest.mark.parametrize("turn", TURNS)
@pytest.mark.parametrize("before", [_begin_nothing, _be_told, _be_declined, _let_it_grow_old])
def test_no_turn_leads_on_to_an_offer_or_to_money(till: Till, before: Callable[[Till], None], turn: Turn) -> None:
    before(till)
    attempts = till.current.attempt if till.drawer.current else 0
    till.is_open = False

    heard = turn(till)

    assert not isinstance(heard, o.HandedOff | o.OrderPlaced | o.Enrolled)
    fresh = isinstance(heard, o.TotalTold) and heard.checkout.created_at == till.clock.now
    assert not fresh or before is _be_told, "a total that was told before may be told again, and no other"
    assert (till.current.attempt if till.drawer.current else 0) == attempts
    assert till.drawer.current is None or not till.current.is_in_doubt


def test_a_yes_is_answered_kindly_and_keeps_the_cart(till: Till) -> None:
    told = till.told()
    till.is_open = False

    heard = till.yes_to(told)

    assert heard == CLOSED
    assert till.current.state is State.ABANDONED
    assert till.customer.cart.quantity_of("starter_kit") == 1


def test_a_yes_that_was_turned_away_hears_the_total_of_now_once_the_shop_is_open(till: Till) -> None:
    told = till.told()
    till.is_open = False
    till.yes_to(told)
    assert till.yes_to(told) == CLOSED
    till.is_open = True

    heard = till.yes_to(told)

    assert isinstance(heard, o.TotalTold)
    assert till.current.attempt == 0


def test_setup_s_answer_keeps_the_agreement_and_charges_nothing() -> None:
    till = Till()
    told = till.buy("barber_voucher")
    assert isinstance(told, o.TotalTold)
    setup = handed_off(till.yes_to(told), "Setup")
    till.is_open = False

    heard = till.set_up(setup)

    assert heard == CLOSED
    assert till.current.state is State.ABANDONED
    assert till.customer.open_agreement is not None


def test_setup_told_again_hands_no_charge_over_a_second_time() -> None:
    till = Till()
    setup = handed_off(till.yes_to(till.buy("barber_voucher")), "Setup")
    charge = handed_off(till.set_up(setup), "Charge")
    till.is_open = False

    heard = till.set_up(setup)

    assert heard == o.StillProcessing()
    assert isinstance(till.pay(charge), o.OrderPlaced), "what is under way is settled as ever"


def test_a_dead_agreement_is_not_set_up_again(till: Till) -> None:
    charge = till.charging()
    till.is_open = False

    heard = till.answer(charge.token, AgreementRefused(NOW))

    assert heard == CLOSED
    assert till.current.state is State.ABANDONED


def test_what_is_paid_is_placed_and_nothing_more_is_offered(till: Till) -> None:
    till.shelf.lead_on("starter_kit", "refill_pack")
    charge = till.charging()
    till.is_open = False

    placed = till.pay(charge)

    assert isinstance(placed, o.OrderPlaced)
    assert placed.upsell is None
    till.is_open = True
    again = till.answer(charge.token, till.proof(charge))
    assert isinstance(again, o.OrderPlaced)
    assert again.upsell is not None


def test_while_a_charge_is_in_doubt_the_truth_about_that_is_told(till: Till) -> None:
    till.charging()
    till.is_open = False

    assert till.buy() == o.StillProcessing(blocks=True)


def test_everything_else_goes_on(till: Till) -> None:
    till.bought()
    till.is_open = False

    assert not isinstance(till.browsing.welcome(till.visitor), o.Refused)
    assert not isinstance(till.filling.show(till.visitor), o.Refused)
    assert not isinstance(till.filling.start_over(till.visitor), o.Refused)


@pytest.mark.parametrize("product", ["starter_kit", "barber_voucher"])
def test_the_server_s_route_calls_no_company(product: str) -> None:
    till = LiveTill()
    till.link()
    told = till.told(product)
    calls = len(till.company.calls)
    till.is_open = False

    heard = [till.yes_to(told), till.buy(product), till.buying.check_out(till.visitor)]

    assert heard == [CLOSED] * 3
    assert len(till.company.calls) == calls
    assert till.attempts == []
    till.is_open = True
    again = till.buying.check_out(till.visitor)
    assert isinstance(till.yes_to(again), o.OrderPlaced)


def test_the_server_s_route_settles_what_was_under_way() -> None:
    till = LiveTill()
    told = till.told()
    till.company.lose_answer(after_acting=True)
    assert till.yes_to(told) == o.StillProcessing()
    till.is_open = False

    till.settle_later()

    assert len(till.orders) == 1


# Renewals.


def test_a_renewal_stays_due_and_is_made_when_the_shop_is_open_again() -> None:
    room = Room(is_open=False)
    begun = room.begin()

    assert room.renew() is Outcome.SHOP_CLOSED

    assert room.subscription == begun
    assert room.company.calls == []
    room.is_open = True
    assert room.renew() is Outcome.RENEWED
    assert room.orders[0].period == 1


def test_a_closed_shop_hands_nothing_out_and_asks_nobody() -> None:
    ledger, queue, clock = MemoryLedger(), MemoryQueue(), FixedClock()
    begun = a_begun(due_at=clock.now - timedelta(minutes=1))
    ledger.journal.write(Change(None, begun))
    doors = {"open": False}
    handing_out = HandingOut(ledger.journal, queue, clock, sells=lambda: doors["open"])

    assert handing_out.find_due() == HandedOut(closed=True)
    assert queue.works == []
    doors["open"] = True
    assert handing_out.find_due().handed_out == 1


def test_a_suspended_subscription_is_not_brought_back(till: Till) -> None:
    begun = replace(a_begun(customer_id=till.visitor.customer_id), state=SubscriptionState.SUSPENDED, due_at=None)
    till.ledger.journal.write(Change(None, begun))
    till.is_open = False

    heard = till.subscribing.resume(till.visitor, begun.id)

    assert heard == o.Refused(Refusal.SHOP_CLOSED, subscription=True)
    assert till.subscribing.status(till.visitor, named("")) is not None


def test_other_reasons_are_told_only_by_an_open_shop(till: Till) -> None:
    till.is_open = False

    heard = till.buying.buy(a_visitor(may_pay=False), named("starter_kit"), None)

    assert heard == CLOSED


def test_an_old_agreement_s_late_answer_is_taken_as_ever(till: Till) -> None:
    """A checkout that was given up long ago leads on to nothing, open or closed."""
    stranger = Till()
    setup = handed_off(stranger.buy(), "Setup")
    stranger.buying.check_out(stranger.visitor)
    stranger.is_open = False

    stranger.answer(setup.token, AgreementOpened(NOW, an_agreement(address=an_address())))

    agreement: Any = stranger.customer.agreement
    assert agreement.status is AgreementStatus.OPEN
