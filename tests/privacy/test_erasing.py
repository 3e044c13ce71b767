"""Who leaves is charged for nothing any more, and is forgotten: at once, or once nobody owes them anything."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from tests.builders import AGREEMENT_ID, CUSTOMER_ID, NOW, an_address
from tests.fakes.clock import FixedClock
from tests.fakes.mortal import Fuse, Killed
from tests.privacy.houses import AFTER, BEFORE, EMAIL, PERSON, PROVIDER, House
from tests.services.renewals import Room
from voicetill.domain import attempts
from voicetill.domain.agreements import ALEXA, AgreementStatus
from voicetill.domain.attempts import Owner
from voicetill.domain.charging import Operation, Prepared
from voicetill.domain.checkout_record import State
from voicetill.domain.erasure import Held, Scope, Why
from voicetill.domain.journal import Change, Kind
from voicetill.domain.occurrences import Channel, Happening
from voicetill.domain.orders import Wish, asked
from voicetill.domain.subscriptions import SubscriptionState, claimed
from voicetill.services.resolving import Outcome

ROUTES = (PROVIDER, ALEXA)


@pytest.fixture(params=ROUTES)
def house(request: pytest.FixtureRequest) -> House:
    return House(provider=str(request.param))


def a_whole_life(house: House) -> None:
    """A customer with an agreement, a cart, a shipped order, two offers, a subscription and a link."""
    house.knows()
    house.checks_out(State.PAID, 0)
    house.ships(0)
    house.checks_out(State.DECLINED, 1)
    house.checks_out(State.AWAITING_YES, 2)
    house.subscribes()
    house.hears(email="", told=frozenset(Channel), tell_at=None)
    house.links_account()


# What is erased.


def test_nothing_that_says_who_somebody_is_stays(house: House) -> None:
    a_whole_life(house)
    assert all(mark in house.written for mark in PERSON)

    looked = house.leaves()

    assert looked is not None
    assert looked.is_done
    assert house.found == []
    assert house.erasure.is_done


def test_what_bookkeeping_needs_stays_to_the_cent(house: House) -> None:
    a_whole_life(house)
    before = house.order(0)

    house.leaves()

    kept = house.order(0)
    assert replace(kept, version=before.version) == before


def test_every_subscription_ends_with_the_word_of_it(house: House) -> None:
    house.knows()
    for number in range(60, 63):
        house.subscribes(number)

    house.leaves()

    ended = house.drawer.subscriptions.values()
    assert {(it.state, it.due_at, it.end_reason) for it in ended} == {
        (SubscriptionState.ENDED, None, "skill_disabled")
    }
    assert house.journal.happenings(CUSTOMER_ID).count("subscription.ended") == 3


def test_an_offer_that_waits_for_its_yes_is_over(house: House) -> None:
    house.knows()
    house.checks_out(State.AWAITING_YES)

    house.leaves()

    assert house.drawer.current is not None
    assert house.drawer.current.state is State.ABANDONED


def test_no_token_of_a_link_is_good_any_more_and_not_even_a_digest_stays() -> None:
    house = House()
    house.knows()
    token = house.links_account()
    assert house.links.by_access_token(token, at=NOW) is not None

    house.leaves()

    assert house.links.by_access_token(token, at=NOW) is None
    (grant,) = house.links.kept.grants.values()
    assert (grant.access, grant.refresh, grant.previous, grant.code) == ((), "", "", "")
    assert grant.forget_at is not None
    assert house.links.customer_of(PROVIDER, AGREEMENT_ID) == ""


def test_of_nobody_nothing_is_written_down() -> None:
    house = House()

    assert house.leaves() is None

    assert house.ledger.writes == 0


def test_a_customer_who_only_linked_is_forgotten_too() -> None:
    house = House()
    house.company.agreement(AGREEMENT_ID)
    house.links_account()

    house.leaves()

    assert house.found == []
    assert house.company.agreements[AGREEMENT_ID].status is not AgreementStatus.OPEN


# Renewals.


def test_a_renewal_that_is_in_the_queue_already_begins_no_more() -> None:
    room = Room()
    subscription = room.begin(provider="pretend")
    house = House(ledger=room.ledger, company=room.company, clock=room.clock)

    house.leaves(at=room.clock())

    assert room.renewing.renew(CUSTOMER_ID, subscription.id) is Outcome.NOT_DUE
    assert not room.company.charges


def test_whoever_is_faster_by_a_read_charges_nothing_or_is_remembered() -> None:
    """The worker has read the subscription, and claims it just after it ended: its claim does not hold."""
    room = Room()
    subscription = room.begin(provider="pretend")
    house = House(ledger=room.ledger, company=room.company, clock=room.clock)
    room.journal.meanwhile(lambda: house.leaves(at=room.clock()))

    came = room.renewing.renew(CUSTOMER_ID, subscription.id)

    assert came is Outcome.TAKEN
    assert not room.company.charges


# Agreements.


def test_what_a_company_holds_is_closed_there() -> None:
    house = House()
    house.knows()

    house.leaves()

    assert house.company.agreements[AGREEMENT_ID].status is not AgreementStatus.OPEN
    assert not house.tasks


def test_a_door_without_a_key_leaves_closing_to_the_clock() -> None:
    house = House(can_close=False)
    house.knows()

    looked = house.leaves()

    assert looked is not None
    assert looked.to_close == (Held(PROVIDER, AGREEMENT_ID),)
    assert house.company.agreements[AGREEMENT_ID].status is AgreementStatus.OPEN
    assert house.found == []

    house.clock_strikes(timedelta(minutes=1))

    assert house.company.agreements[AGREEMENT_ID].status is not AgreementStatus.OPEN
    assert house.erasure.is_done


def test_what_nobody_here_can_close_is_listed_for_the_merchant_once() -> None:
    house = House(provider=ALEXA)
    a_whole_life(house)

    house.leaves()
    house.leaves()
    house.clock_strikes()

    (task,) = house.tasks
    assert task.is_task
    assert dict(task.details) == {
        "task": "close_agreement",
        "provider": ALEXA,
        "agreement": AGREEMENT_ID,
        "reason": "skill_disabled",
        "number": house.order(0).number,
    }


def test_a_company_that_is_never_reached_is_left_to_the_merchant_in_the_end() -> None:
    house = House()
    house.knows()
    house.company.refuse_connection(times=20)

    house.leaves()
    for _ in range(15):
        house.clock_strikes()

    (task,) = house.tasks
    assert (task.details["provider"], task.details["agreement"]) == (PROVIDER, AGREEMENT_ID)
    assert house.erasure.is_done


def test_a_provider_that_is_no_more_set_up_is_left_to_the_merchant_at_once() -> None:
    house = House(provider="gone")
    house.knows()

    house.leaves()

    (task,) = house.tasks
    assert task.details["provider"] == "gone"


def test_money_that_is_only_reserved_keeps_its_agreement_open_until_it_is_taken() -> None:
    house = House()
    house.knows()
    house.checks_out(State.AUTHORIZED)

    house.leaves()
    assert house.company.agreements[AGREEMENT_ID].status is AgreementStatus.OPEN
    order = house.order()
    house.journal.write(Change(order, replace(order, is_captured=True)))
    house.ships()
    house.clock_strikes()

    assert house.company.agreements[AGREEMENT_ID].status is not AgreementStatus.OPEN
    assert house.erasure.is_done


# What is kept, and until when.


def test_an_order_that_is_still_to_be_sent_keeps_its_address_until_it_is(house: House) -> None:
    house.knows()
    house.checks_out(State.PAID)

    looked = house.leaves()

    assert looked is not None
    assert [order.id for order in looked.kept_orders] == [house.order().id]
    assert house.order().address == an_address()
    assert house.drawer.current is not None
    assert house.drawer.current.address is None, "the order has it: once is enough"

    house.clock_strikes()
    assert house.order().address == an_address()
    house.ships()
    house.clock_strikes()

    assert house.found == []
    assert house.erasure.is_done


def test_a_wish_that_nobody_has_answered_keeps_the_order_unfinished(house: House) -> None:
    house.knows()
    house.checks_out(State.PAID)
    house.ships()
    before = house.order()
    house.journal.write(Change(before, asked(before, Wish.REFUND, at=NOW)))

    looked = house.leaves()

    assert looked is not None
    assert looked.kept_orders


@pytest.mark.parametrize("state", [State.AWAITING_CHARGE, State.PENDING, State.UNKNOWN])
def test_money_in_doubt_keeps_all_that_an_order_would_need(house: House, state: State) -> None:
    house.knows()
    checkout = house.checks_out(state)

    looked = house.leaves()

    assert looked is not None
    assert not looked.is_done
    assert house.drawer.current is not None
    assert replace(house.drawer.current, version=checkout.version) == checkout


def test_once_the_doubt_is_gone_the_rest_goes_too() -> None:
    house = House()
    house.knows()
    house.checks_out(State.UNKNOWN)
    house.leaves()
    doubtful = house.drawer.current
    assert doubtful is not None
    house.drawer.current = replace(doubtful, state=State.DECLINED)

    house.clock_strikes()

    assert house.found == []
    assert house.erasure.is_done


def test_a_subscription_that_begins_by_a_payment_under_way_ends_before_it_is_charged() -> None:
    house = House()
    house.knows()
    house.checks_out(State.UNKNOWN, 7)
    house.leaves()
    current = house.drawer.current
    assert current is not None
    house.drawer.current = replace(current, state=State.ENROLLED)
    house.subscribes(7, started_at=AFTER + timedelta(minutes=1))

    house.clock_strikes(timedelta(minutes=2))

    assert house.subscription(7).state is SubscriptionState.ENDED
    house.clock_strikes()
    assert house.erasure.is_done


def test_a_period_that_is_being_charged_keeps_its_place_until_that_is_known() -> None:
    house = House()
    house.knows()
    subscription = claimed(house.subscribes())
    prepared = Prepared(Operation.CHARGE, subscription.reference, AGREEMENT_ID, "key", "body")
    attempt = attempts.begin(
        prepared, provider=PROVIDER, customer_id=CUSTOMER_ID, owner=Owner.RENEWAL, owner_id=subscription.id, at=NOW
    )
    house.journal.write(Change(house.subscription(), replace(subscription, address=an_address())))
    house.keeps(attempt)

    house.leaves()
    assert house.subscription().address == an_address()
    stored = house.journal.attempts[attempt.reference]
    house.journal.write(Change(stored, attempts.settled(stored, at=AFTER)))
    house.clock_strikes()

    assert house.subscription().address is None
    assert house.erasure.is_done


# News that waits.


@pytest.mark.parametrize(
    ("what", "email"),
    [
        (Happening.ORDER_PLACED, EMAIL),
        (Happening.ORDER_REFUNDED, EMAIL),
        (Happening.PAYMENT_FAILED, EMAIL),
        (Happening.ORDER_SHIPPED, ""),
        (Happening.RENEWAL_AHEAD, ""),
        (Happening.SUBSCRIPTION_STARTED, ""),
    ],
)
def test_only_what_is_about_money_is_still_written(house: House, what: Happening, email: str) -> None:
    house.knows()
    waiting = house.hears(what)

    house.leaves()

    after = house.drawer.occurrences[waiting.id]
    assert (after.email, after.user_id) == (email, "")
    assert Channel.NOTICE not in after.waiting
    assert (Channel.MAIL in after.waiting) is bool(email)
    assert Channel.EVENT_BUS in after.waiting


def test_a_receipt_goes_where_the_linked_account_said_before_that_is_forgotten() -> None:
    house = House()
    house.knows()
    house.links_account()
    house.subscribes()
    receipt = house.hears(Happening.ORDER_PLACED, email="")

    house.leaves()

    told = house.drawer.occurrences
    assert told[receipt.id].email == EMAIL
    assert [it.email for it in told.values() if it.what is Happening.SUBSCRIPTION_ENDED] == [EMAIL]


# Late, repeated, out of order.


def test_the_same_event_again_changes_nothing(house: House) -> None:
    a_whole_life(house)
    house.leaves()
    writes = house.ledger.writes

    house.leaves()
    house.leaves(at=BEFORE)

    assert house.ledger.writes == writes


def test_late_news_undoes_nothing_of_a_customer_who_came_back() -> None:
    house = House()
    house.knows()
    house.subscribes(51, started_at=NOW)
    house.erasing().came(CUSTOMER_ID, at=NOW)
    house.links_account()
    before = house.drawer.customer

    house.leaves(at=BEFORE)

    assert house.drawer.customer == before
    assert house.subscription(51).state is SubscriptionState.ACTIVE
    assert house.company.agreements[AGREEMENT_ID].status is AgreementStatus.OPEN
    assert not house.drawer.erasures


@pytest.mark.parametrize("speaks", ["enabled", "allowed", "bought", "linked"])
def test_whatever_speaks_for_the_customer_is_compared(speaks: str) -> None:
    house = House()
    house.knows()
    match speaks:
        case "enabled":
            house.erasing().came(CUSTOMER_ID, at=NOW)
        case "allowed":
            house.erasing().allowed(CUSTOMER_ID, at=NOW)
        case "bought":
            house.checks_out(State.PAID)
        case "linked":
            house.links_account()

    assert house.leaves(at=BEFORE) is None

    assert house.drawer.customer is not None
    assert house.drawer.customer.agreement is not None


def test_what_began_before_ends_whenever_it_is_heard_of() -> None:
    """The order in which two events arrive makes no difference to what is charged."""
    house = House()
    house.knows()
    house.subscribes(51, started_at=BEFORE - timedelta(days=1))
    house.subscribes(52, started_at=NOW)
    house.erasing().came(CUSTOMER_ID, at=NOW)

    house.leaves(at=BEFORE)

    assert house.subscription(51).state is SubscriptionState.ENDED
    assert house.subscription(52).state is SubscriptionState.ACTIVE


def test_what_somebody_buys_who_came_back_is_theirs_however_long_the_erasure_goes_on() -> None:
    house = House()
    house.knows()
    house.checks_out(State.PAID, 0)
    house.leaves()
    house.clock.pass_by(timedelta(hours=1))
    house.checks_out(State.PAID, 1, created_at=house.clock(), updated_at=house.clock())
    house.subscribes(53, started_at=house.clock())
    house.ships(0)

    house.clock_strikes()

    assert house.erasure.is_done
    assert house.order(1).address == an_address()
    assert house.subscription(53).state is SubscriptionState.ACTIVE


def test_whoever_asks_the_merchant_is_erased_whatever_the_merchants_clock_says() -> None:
    """The command runs on a machine of the merchant: whatever its clock says, all that is stored is meant."""
    house = House(clock=FixedClock(BEFORE))
    a_whole_life(house)

    looked = house.erasing().hear(CUSTOMER_ID, Scope.ALL, Why.BY_REQUEST)

    assert looked is not None
    assert looked.is_done
    assert house.found == []
    assert house.subscription().state is SubscriptionState.ENDED


def test_what_is_bought_after_a_request_is_kept_whatever_the_merchants_clock_says() -> None:
    house = House(clock=FixedClock(NOW + timedelta(hours=3)))
    house.knows()
    house.checks_out(State.PAID, 0)
    house.erasing().hear(CUSTOMER_ID, Scope.ALL, Why.BY_REQUEST)
    house.checks_out(State.AWAITING_YES, 1, created_at=AFTER, updated_at=AFTER)
    house.subscribes(53, started_at=AFTER)

    house.clock_strikes()

    assert house.drawer.current is not None
    assert house.drawer.current.state is State.AWAITING_YES
    assert house.subscription(53).state is SubscriptionState.ACTIVE


def test_who_asks_once_more_is_erased_once_more() -> None:
    house = House()
    a_whole_life(house)
    for _ in range(2):
        house.knows()

        looked = house.erasing().hear(CUSTOMER_ID, Scope.ALL, Why.BY_REQUEST)

        assert looked is not None
        assert looked.is_done
        assert house.found == []


def test_an_event_of_tomorrow_is_one_of_now() -> None:
    """A clock elsewhere that is ahead must not erase what a customer buys the next hour."""
    house = House()
    house.knows()
    house.leaves(at=AFTER + timedelta(days=365))

    assert house.erasure.up_to == AFTER


def test_news_without_a_moment_is_of_now(house: House) -> None:
    a_whole_life(house)

    looked = house.leaves(at=None)

    assert looked is not None
    assert looked.is_done


# Races and crashes.


def test_an_erasure_that_dies_at_any_call_is_gone_on_with() -> None:
    """The event comes again, or never: what was written down goes on by the clock, and nothing else was begun."""
    fuse = Fuse()
    house = House()
    a_whole_life(house)
    house.mortal(fuse).hear(CUSTOMER_ID, Scope.ALL, Why.SKILL_DISABLED, at=AFTER)

    for length, comes_again in product(range(1, fuse.burnt + 1), (True, False)):
        house = House()
        a_whole_life(house)
        with pytest.raises(Killed):
            house.mortal(Fuse(length)).hear(CUSTOMER_ID, Scope.ALL, Why.SKILL_DISABLED, at=AFTER)
        if comes_again or not house.drawer.erasures:
            assert house.drawer.erasures or all(mark in house.written for mark in PERSON)
            house.leaves()
        house.clock_strikes(timedelta(hours=1))

        assert house.found == [], length
        assert house.erasure.is_done
        assert all(it.state is SubscriptionState.ENDED for it in house.drawer.subscriptions.values())
        assert house.company.agreements[AGREEMENT_ID].status is not AgreementStatus.OPEN


def test_who_loses_a_race_goes_on_later() -> None:
    house = House()
    a_whole_life(house)
    house.ledger.lose_races(3)

    house.leaves()
    for _ in range(3):
        house.clock_strikes(timedelta(hours=1))

    assert house.found == []
    assert house.erasure.is_done


def test_more_records_than_a_transaction_holds_are_erased_all_the_same() -> None:
    house = House()
    house.knows()
    for number in range(100):
        house.checks_out(State.PAID, number)
        house.ships(number)
    for number in range(200, 290):
        house.subscribes(number)

    house.leaves()

    assert house.found == []
    assert len(house.drawer.orders) == 100
    assert all(it.state is SubscriptionState.ENDED for it in house.drawer.subscriptions.values())


def test_one_that_cannot_be_gone_on_with_stops_no_other() -> None:
    house = House(can_close=False)
    house.knows()
    house.leaves()
    broken = replace(house.erasure, customer_id="somebody")
    house.keeps(replace(broken, version=0))
    belongings = house.journal.belongings

    def failing(customer_id: str) -> object:
        if customer_id == "somebody":
            raise ValueError
        return belongings(customer_id)

    house.journal.belongings = failing  # type: ignore[method-assign, assignment]

    house.clock_strikes()

    assert house.erasure.is_done


def test_what_is_due_stands_on_the_agenda_until_it_is_done(house: House) -> None:
    house.knows()
    house.checks_out(State.PAID)

    def waiting() -> int:
        far = AFTER + timedelta(days=400)
        pages = range(house.journal.shards)
        return sum(len(house.journal.due(Kind.ERASURE, at=far, limit=9, shard=page)) for page in pages)

    house.leaves()
    assert waiting() == 1
    house.ships()
    house.clock_strikes()

    assert waiting() == 0


# Permissions.


def test_without_the_permission_to_pay_orders_and_the_cart_stay_and_what_came_by_it_goes() -> None:
    house = House(provider=ALEXA)
    house.knows()
    house.checks_out(State.PAID, 0)
    house.checks_out(State.PAID, 1)
    house.ships(1)
    house.subscribes()

    house.withdraws()

    customer = house.drawer.customer
    assert customer is not None
    assert customer.agreement is None
    assert not customer.cart.is_empty
    assert customer.notices_to
    assert house.subscription().end_reason == "permission_withdrawn"
    assert house.order(0).address == an_address()
    assert house.order(1).address is None
    assert [it.address for it in (house.drawer.current, *house.drawer.past.values()) if it] == [None, None]
    assert [task.details["reason"] for task in house.tasks] == ["permission_withdrawn"]


def test_on_the_servers_route_nothing_is_charged_by_that_permission() -> None:
    house = House(by_permission=False)
    house.knows()
    house.subscribes()

    assert house.withdraws() is None

    assert house.subscription().state is SubscriptionState.ACTIVE


def test_a_permission_that_was_given_anew_since_keeps_what_came_by_it() -> None:
    house = House(provider=ALEXA)
    house.knows()
    house.erasing().allowed(CUSTOMER_ID, at=NOW)

    assert house.withdraws(at=BEFORE) is None

    assert house.drawer.customer is not None
    assert house.drawer.customer.agreement is not None


def test_a_cart_that_was_changed_since_does_not_give_the_permission_back() -> None:
    house = House(provider=ALEXA)
    house.knows()
    house.erasing().came(CUSTOMER_ID, at=AFTER)

    house.withdraws(at=NOW)

    assert house.drawer.customer is not None
    assert house.drawer.customer.agreement is None


def test_without_the_permission_to_know_it_no_address_waits_for_a_mail() -> None:
    house = House(provider=ALEXA)
    house.knows()
    waiting = house.hears(Happening.ORDER_PLACED)

    house.erasing().hear(CUSTOMER_ID, Scope.EMAIL, Why.PERMISSION_WITHDRAWN, at=AFTER)

    after = house.drawer.occurrences[waiting.id]
    assert after.email == ""
    assert Channel.MAIL not in after.waiting
    assert house.drawer.customer is not None
    assert house.drawer.customer.agreement is not None


# A link that was made before they left, and is heard of afterwards.


def test_an_account_that_was_linked_before_they_left_is_erased_when_it_is_heard_of() -> None:
    house = House()
    house.knows()
    house.leaves()
    house.company.agreement("late-agreement")
    late = replace(house.agreement(), id="late-agreement")
    token = house.links_account(customer_id="", agreement=late)

    left_at = house.adopting().linked(CUSTOMER_ID, token, at=BEFORE)
    assert left_at == AFTER
    house.leaves(at=left_at)

    assert house.found == []
    assert house.company.agreements["late-agreement"].status is not AgreementStatus.OPEN
    assert house.drawer.customer is not None
    assert house.drawer.customer.agreement is None


def test_an_account_that_is_linked_after_they_left_is_of_somebody_who_came_back() -> None:
    house = House()
    house.knows()
    house.leaves()
    house.clock.pass_by(timedelta(minutes=1))
    token = house.links_account(customer_id="", made_at=house.clock(), told_at=house.clock())

    assert house.adopting().linked(CUSTOMER_ID, token, at=house.clock()) is None
    house.leaves(at=AFTER)

    assert house.drawer.customer is not None
    assert house.drawer.customer.agreement is not None
