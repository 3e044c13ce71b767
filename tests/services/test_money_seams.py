"""Where two parts meet, money stays right: what comes late, twice, or while somebody else is at work."""

from dataclasses import replace
from datetime import timedelta

from tests.builders import CUSTOMER_ID, NOW, a_market, a_money, a_subscription, an_agreement, products
from tests.fakes.shop import MarketList, Shelf
from tests.services.live_till import PROVIDER, LiveTill
from tests.services.renewals import Room
from tests.services.test_subscribing import a_till as a_subscribing_till
from tests.services.test_subscribing import told as told_of
from tests.services.till import DOUBT, Till, a_refusal, handed_off, some_products
from tests.web.house import Alexa, House
from tests.web.test_paying import PLACE, a_desk, link_of
from voicetill.domain.charging import Notice, NoticeKind
from voicetill.domain.checkout_events import ChargeCompleted, ChargeRefused
from voicetill.domain.checkout_record import State
from voicetill.domain.erasure import Scope, Why
from voicetill.domain.errors import GatewayUnavailableError
from voicetill.domain.payments import Refusal
from voicetill.domain.products import Plan
from voicetill.domain.renewals import RetryCalendar
from voicetill.domain.subscriptions import SubscriptionState
from voicetill.services.caring import NotDone, Office
from voicetill.services.deciding import Deciding, Word
from voicetill.services.erasing import Erasing
from voicetill.services.outcomes import HandedOff, OrderPlaced, Refused, StillProcessing
from voicetill.services.pay_desk import Begun, Offer
from voicetill.services.ports import Shop
from voicetill.services.providers import Providers
from voicetill.services.resolving import Resolving
from voicetill.services.revoking import Revoking
from voicetill.services.settling import Owners, Settling
from voicetill.stores.catalogue import load_catalogue
from voicetill.stores.markets import load_markets


def _a_till() -> Till:
    till = Till()
    till.know(an_agreement())
    return till


def _of_another_amount(till: Till, charge: HandedOff) -> ChargeCompleted:
    proof = till.proof(charge)
    return ChargeCompleted(NOW, replace(proof.payment, amount=a_money(901)))


def test_a_past_checkout_in_doubt_again_that_is_paid_frees_the_customer() -> None:
    till = _a_till()
    first = till.charging()
    till.answer(first.token, a_refusal())  # declined
    till.told("refill_pack")  # another offer takes its place
    till.answer(first.token, _of_another_amount(till, first))  # money, but not ours: doubt, current again
    assert (till.current.id, till.current.state) == (first.token, State.UNKNOWN)

    till.answer(first.token, till.proof(first))  # the true proof

    assert len(till.orders) == 1
    assert till.current.state is not State.UNKNOWN
    assert not isinstance(till.buy("refill_pack"), StillProcessing)


def test_money_seen_after_a_doubt_that_was_ended_is_stored() -> None:
    till = _a_till()
    charge = till.charging()
    till.answer(charge.token, DOUBT)  # UNKNOWN, task charge_in_doubt
    till.answer(charge.token, ChargeRefused(NOW, Refusal.NOT_PROCESSED, reference=till.current.reference))
    declined = till.current

    till.answer(charge.token, _of_another_amount(till, charge))

    assert (declined.state, till.current.state) == (State.DECLINED, State.UNKNOWN)


def test_a_second_payment_of_one_order_that_is_told_late_is_owed_back() -> None:
    till = LiveTill()
    told = till.told()
    till.company.decline_next()
    declined = till.yes_to(told)
    assert isinstance(declined, Refused)
    assert isinstance(till.buying.retry(till.visitor, declined.retry), OrderPlaced)
    first = next(it for it in till.company.charges.values() if it.reference.endswith("01"))
    till.company.charges[first.id] = replace(first, state="CAPTURED")
    till.clock.pass_by(timedelta(minutes=1))

    till.settling.hear(PROVIDER, Notice("n-1", NoticeKind.CHARGE, first.id, first.reference))

    assert len(till.company.paid()) == 2
    assert "merchant.task" in till.happenings
    assert [due.reference for due in till.current.refunds_due] == [first.reference]


def test_money_of_another_amount_can_be_decided_by_somebody() -> None:

    till = LiveTill()
    told = till.told()
    till.company.leave_pending_next()
    till.yes_to(told)
    charge = next(iter(till.company.charges))
    till.company.charges[charge] = replace(till.company.charges[charge], state="CAPTURED", amount=a_money(901))
    till.settle_later()
    assert till.current.state is State.UNKNOWN
    till.settle_later(timedelta(days=2))
    markets = MarketList(till.market)
    office = Office(till.ledger.journal, till.ledger, markets, till.providers, till.clock)
    deciding = Deciding(office, Shop(till.shelf, markets, till.ledger, till.clock))

    looked_at = till.attempts[0].is_open
    by_word = not isinstance(deciding.obstacle(till.current), NotDone)

    assert looked_at or by_word, "nobody can ever end this: the customer may buy nothing any more"


def test_a_page_is_not_shown_whose_payment_lost_a_race() -> None:

    house = House()
    link = replace(link_of(house, Alexa(house)), address=PLACE)
    markets = load_markets()
    desk, market = a_desk(house, Shelf(load_catalogue(markets.markets).products)), markets.by_id("US")
    offer = desk.offer(link, market)
    assert isinstance(offer, Offer)
    house.ledger.lose_races(1)
    house.payments.crash_next(GatewayUnavailableError("down"), after=1)

    begun = desk.pay(
        link, market, checkout_id=offer.checkout.id, version=offer.checkout.version, return_url="https://x.example"
    )

    assert not isinstance(begun, Begun) or house.ledger.journal.attempts, begun


def test_a_late_paid_subscription_does_not_run_beside_the_one_bought_instead() -> None:

    till = a_subscribing_till(goods=(*some_products(), a_subscription(plan=Plan(period_months=1))))
    till.know(an_agreement())
    first = handed_off(till.yes_to(told_of(till)), "Charge")
    till.answer(first.token, a_refusal())
    second = handed_off(till.yes_to(told_of(till)), "Charge")
    assert second.token != first.token
    till.pay(second)
    till.pay(first)  # the decline was none

    running = [it for it in till.drawer.subscriptions.values() if it.is_running]
    assert len(running) == 1 or "merchant.task" in till.ledger.journal.happenings(till.visitor.customer_id)


def test_a_subscription_that_is_paid_after_all_is_not_renewed_for_who_left_meanwhile() -> None:
    """Its erasure was over by then, so nobody would come by and end it."""
    till = LiveTill()
    sold = a_subscription(plan=Plan(period_months=1))
    till.shelf = Shelf(products(sold))
    till.assemble()
    told = till.told(sold.id)
    till.company.decline_next()
    till.yes_to(told)
    (made,) = till.company.charges.values()
    till.clock.pass_by(timedelta(minutes=1))
    erasing = Erasing(till.ledger, till.ledger.journal, till.clock, till.links, Revoking(till.providers))
    looked = erasing.hear(CUSTOMER_ID, Scope.ALL, Why.SKILL_DISABLED)
    assert looked is not None
    assert looked.is_done

    till.company.charges[made.id] = replace(made, state="CAPTURED", refusal=None)
    till.settling.hear(PROVIDER, Notice("n-1", NoticeKind.CHARGE, made.id, made.reference))

    (order,) = till.orders
    assert order.is_captured
    (subscription,) = till.drawer.subscriptions.values()
    assert (subscription.state, subscription.due_at) == (SubscriptionState.ENDED, None)
    assert till.happenings.count("subscription.ended") == 1


def test_a_promoted_checkout_that_the_merchant_decides_frees_the_customer() -> None:

    till = _a_till()
    first = till.charging()
    till.answer(first.token, a_refusal())
    till.told("refill_pack")
    till.answer(first.token, _of_another_amount(till, first))
    markets = MarketList(till.market)
    office = Office(till.ledger.journal, till.ledger, markets, Providers({}), till.clock)
    deciding = Deciding(office, Shop(till.shelf, markets, till.ledger, till.clock))

    deciding.decide(till.current, Word(paid=False))

    assert not till.current.is_in_doubt


def test_a_moment_of_authorised_after_a_decline_leaves_somebody_to_look() -> None:
    till = LiveTill()
    told = till.told()
    till.company.decline_next()
    till.yes_to(told)
    (made,) = till.company.charges.values()
    till.company.charges[made.id] = replace(made, state="AUTHORIZED", refusal=None)
    till.clock.pass_by(timedelta(minutes=1))

    till.settling.hear(PROVIDER, Notice("n-1", NoticeKind.CHARGE, made.id, made.reference))
    till.company.charges[made.id] = replace(made, state="CAPTURED", refusal=None)
    for _ in range(5):
        till.settle_later(timedelta(days=1))

    assert till.orders or not till.current.is_in_doubt or "merchant.task" in till.happenings


def test_a_renewal_seen_authorised_on_its_way_to_capture_is_no_uncaptured_order() -> None:

    room = Room()
    room.begin()
    room.company.decline_next()
    room.renew()
    (made,) = room.company.charges.values()
    room.company.charges[made.id] = replace(made, state="AUTHORIZED", refusal=None)
    shop = Shop(Shelf({}), MarketList(a_market()), room.ledger, room.clock)
    settling = Settling(
        shop,
        room.journal,
        Providers({name: lambda: room.company for name in room.names}),
        Owners(renewals=Resolving(room.journal, room.clock, RetryCalendar())),
    )
    provider = next(iter(room.journal.attempts.values())).provider

    settling.hear(provider, Notice("n-1", NoticeKind.CHARGE, made.id, made.reference))
    room.company.charges[made.id] = replace(made, state="CAPTURED", refusal=None)
    settling.hear(provider, Notice("n-2", NoticeKind.CHARGE, made.id, made.reference))

    assert all(order.is_captured for order in room.orders), "taken, and the order says it is only reserved"


def test_a_worker_that_gives_up_does_not_take_back_what_settling_has_sent() -> None:
    """Throttled for longer than a minute, while the job that settles gets through with the very same request."""

    room = Room()
    room.begin()

    def settling_is_faster_and_then_throttled() -> None:
        room.company.leave_pending_next()
        room.settle(after=timedelta(seconds=61))
        raise GatewayUnavailableError("throttled", retry_after=60)

    room.company.meanwhile(settling_is_faster_and_then_throttled, after=1)
    room.renew()
    (made,) = room.company.charges.values()
    for _ in range(3):
        room.clock.pass_by(timedelta(days=1))
        room.renew()
    room.company.decide(made.id, paid=True)

    assert len(room.company.paid()) == 1, room.company.paid()
