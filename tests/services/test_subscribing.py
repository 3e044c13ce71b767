"""Subscriptions by the customer's word: taken up once, with terms that hold; told, ended, brought back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.builders import (
    NOW,
    a_market,
    a_money,
    a_product,
    a_subscription,
    an_address,
    an_agreement,
)
from tests.services.till import (
    DOUBT,
    PENDING,
    Till,
    a_refusal,
    a_setup_refusal,
    a_visitor,
    handed_off,
    named,
    question_of,
    some_products,
)
from voicetill.domain.agreements import AgreementKind, AgreementStatus
from voicetill.domain.carts import Cart, CartLine
from voicetill.domain.checkout_record import State
from voicetill.domain.markets import Market
from voicetill.domain.money import zero
from voicetill.domain.payments import Refusal
from voicetill.domain.products import Plan
from voicetill.domain.subscriptions import Subscription, SubscriptionState
from voicetill.services import outcomes as o
from voicetill.services.visits import Named

NOTHING = Named()
# At the same time of day where the shop is: its clocks go forward on the 8th.
TRIAL_ENDS = datetime(2026, 4, 1, 11, 0, tzinfo=UTC)


def needs_the_merchant_s_kind(market: Market) -> AgreementKind:
    return AgreementKind.MERCHANT_INITIATED


def a_till(**changes: object) -> Till:
    goods = (*some_products(), a_subscription())
    return Till(**{"goods": goods, **changes})  # type: ignore[arg-type]


@pytest.fixture
def till() -> Till:
    return a_till()


@pytest.fixture
def paid_today() -> Till:
    plan = Plan(period_months=1)
    return a_till(goods=(*some_products(), a_subscription(plan=plan)))


def subscriptions(till: Till) -> list[Subscription]:
    return list(till.drawer.subscriptions.values())


def told(till: Till, named_: Named = NOTHING) -> o.TotalTold:
    """The terms were read out."""
    outcome = till.subscribing.subscribe(till.visitor, named_)
    outcome = till.set_up(outcome) if isinstance(outcome, o.HandedOff) else outcome
    assert isinstance(outcome, o.TotalTold), outcome
    return outcome


def begun(till: Till) -> Subscription:
    """A subscription runs."""
    till.yes_to(told(till))
    (subscription,) = subscriptions(till)
    return subscription


def keep(till: Till, subscription: Subscription, **changes: object) -> Subscription:
    """Let a stored subscription be in another state."""
    stored = replace(subscription, **changes)  # type: ignore[arg-type]
    till.drawer.subscriptions[stored.id] = stored
    return stored


def suspended(till: Till) -> Subscription:
    return keep(till, begun(till), state=SubscriptionState.SUSPENDED, due_at=None)


# Taking one up.


def test_a_trial_is_offered_with_nothing_due_today_and_what_each_later_period_costs(till: Till) -> None:
    offer = told(till).checkout

    assert offer.quote.total == zero(a_money().currency)
    assert offer.renewal is not None
    assert offer.renewal.total == a_money(750)
    assert offer.is_on_trial


def test_a_yes_to_a_trial_begins_it_and_asks_for_no_money(till: Till) -> None:
    outcome = till.yes_to(told(till))

    (subscription,) = subscriptions(till)
    assert isinstance(outcome, o.Enrolled)
    assert outcome.order is None
    assert till.current.state is State.ENROLLED
    assert subscription.quote.total == a_money(750)
    assert (subscription.period, subscription.charged_at) == (1, TRIAL_ENDS)
    assert subscription.address == an_address()
    assert till.orders == []
    assert till.ledger.journal.happenings(till.visitor.customer_id) == ["subscription.started"]


def test_without_a_trial_the_first_period_is_paid_with_the_order(paid_today: Till) -> None:
    charge = handed_off(paid_today.yes_to(told(paid_today)), "Charge")

    outcome = paid_today.pay(charge)

    (subscription,), (order,) = subscriptions(paid_today), paid_today.orders
    assert charge.handoff.payload["amount"] == "7.50"
    assert isinstance(outcome, o.Enrolled)
    assert outcome.order is not None
    assert (order.subscription_id, order.period) == (subscription.id, 0)
    assert order.quote == subscription.quote


@pytest.mark.parametrize("event", [PENDING, DOUBT, a_refusal(), a_refusal(may_retry=True)])
def test_without_proof_of_payment_nothing_begins(paid_today: Till, event: object) -> None:
    charge = handed_off(paid_today.yes_to(told(paid_today)), "Charge")

    paid_today.answer(charge.token, event)  # type: ignore[arg-type]

    assert subscriptions(paid_today) == []


def test_the_proof_told_again_begins_no_second_one(paid_today: Till) -> None:
    charge = handed_off(paid_today.yes_to(told(paid_today)), "Charge")
    proof = paid_today.proof(charge)

    first = paid_today.answer(charge.token, proof, answer_id="a")
    again = paid_today.answer(charge.token, proof, answer_id="a")

    assert len(subscriptions(paid_today)) == 1
    assert again == first


def test_a_setup_told_again_after_the_start_begins_no_second_one(till: Till) -> None:
    setup = handed_off(till.subscribing.subscribe(till.visitor, NOTHING), "Setup")
    first = till.yes_to(till.set_up(setup))

    again = till.set_up(setup)

    assert len(subscriptions(till)) == 1
    assert again == first


def test_the_cart_is_neither_sold_with_it_nor_lost(till: Till) -> None:
    till.buying.buy(till.visitor, named("barber_voucher"), None)

    begun(till)

    assert [line.product_id for line in till.current.quote.lines] == ["refill_subscription"]
    assert till.customer.cart == Cart((CartLine("barber_voucher", 1),))


@pytest.mark.parametrize("quantity", [None, "1", "2", "?"])
def test_buying_it_takes_it_up_by_itself_whatever_number_was_said(till: Till, quantity: str | None) -> None:
    handed = till.buying.buy(till.visitor, named("refill_subscription"), quantity)

    offer = till.set_up(handed)

    assert isinstance(offer, o.TotalTold)
    assert [(line.product_id, line.quantity) for line in offer.checkout.quote.lines] == [
        ("refill_subscription", 1)
    ]
    assert till.customer.cart == Cart()


def test_offered_after_an_order_it_is_taken_up_with_its_terms(till: Till) -> None:
    till.shelf.lead_on("starter_kit", "refill_subscription")
    till.bought()

    offer = till.buying.buy_more(till.visitor, "refill_subscription")

    assert isinstance(offer, o.TotalTold)
    assert offer.checkout.plan is not None


def test_what_runs_already_is_not_sold_twice(till: Till) -> None:
    subscription = begun(till)

    outcome = till.subscribing.subscribe(till.visitor, named("refill_subscription"))

    assert outcome == o.SubscriptionsTold((subscription,), till.market, NOW, before=True)
    assert subscriptions(till) == [subscription]


def test_one_that_begins_at_another_device_in_the_same_moment_is_not_sold_twice(till: Till) -> None:
    waiting = told(till)
    till.ledger.meanwhile(lambda: till.yes_to(waiting))

    outcome = till.subscribing.subscribe(till.visitor, NOTHING)

    assert isinstance(outcome, o.SubscriptionsTold)
    assert len(subscriptions(till)) == 1


def test_a_trial_is_for_who_never_had_it(till: Till) -> None:
    till.subscribing.end(till.visitor, begun(till).id)

    offer = told(till).checkout

    assert not offer.is_on_trial
    assert offer.quote.total == a_money(750)


def test_the_price_that_was_spoken_is_the_one_that_is_charged_later(till: Till) -> None:
    offer = told(till)
    till.shelf.reprice("refill_subscription", a_money(9900))

    till.yes_to(offer)

    assert subscriptions(till)[0].quote.total == a_money(750)


def test_a_trial_costs_nothing_today_wherever_setup_says_that_the_goods_go(till: Till) -> None:
    setup = handed_off(till.subscribing.subscribe(till.visitor, NOTHING), "Setup")

    offer = till.set_up(setup, an_agreement(address=an_address(lines=("9 Other Street",))))

    assert isinstance(offer, o.TotalTold)
    assert offer.checkout.quote.total.is_zero
    assert offer.checkout.renewal is not None
    assert offer.checkout.renewal.total == a_money(750)


def test_a_no_gives_it_up_and_leaves_the_cart_alone(till: Till) -> None:
    offer = told(till)

    outcome = till.buying.refuse(till.visitor, question_of(offer))

    assert outcome == o.SubscriptionDeclined()
    assert till.current.state is State.ABANDONED
    assert isinstance(till.buying.check_out(till.visitor), o.CartTold)


def test_an_offer_of_yesterday_is_made_anew_at_today_s_price(till: Till) -> None:
    offer = told(till)
    till.clock.pass_by(timedelta(days=1, seconds=1))
    till.shelf.reprice("refill_subscription", a_money(600))

    again = till.yes_to(offer)

    assert isinstance(again, o.TotalTold)
    assert again.checkout.renewal is not None
    assert again.checkout.renewal.total == a_money(850)
    assert subscriptions(till) == []


def test_withdrawn_before_the_yes_it_does_not_begin(till: Till) -> None:
    offer = told(till)
    till.shelf.withdraw("refill_subscription")

    outcome = till.yes_to(offer)

    assert isinstance(outcome, o.Refused)
    assert (outcome.reason, outcome.subscription) == (Refusal.ITEMS_GONE, True)
    assert subscriptions(till) == []


def test_while_a_payment_is_under_way_none_begins(till: Till) -> None:
    till.charging()

    assert till.subscribing.subscribe(till.visitor, NOTHING) == o.StillProcessing()


def test_without_the_permission_nothing_is_stored_and_the_reason_is_a_subscription_s(till: Till) -> None:
    outcome = till.subscribing.subscribe(a_visitor(may_pay=False), NOTHING)

    assert outcome == o.Refused(Refusal.CONSENT_MISSING, subscription=True)
    assert till.drawer.current is None


def test_check_out_takes_up_what_setup_refused_where_the_cart_is_empty(till: Till) -> None:
    setup = handed_off(till.subscribing.subscribe(till.visitor, NOTHING), "Setup")
    till.answer(setup.token, a_setup_refusal(Refusal.AGREEMENT_NOT_OPEN))

    handed = till.buying.check_out(till.visitor)

    assert handed_off(handed, "Setup").token != setup.token


def test_a_decline_may_be_tried_once_more(paid_today: Till) -> None:
    charge = handed_off(paid_today.yes_to(told(paid_today)), "Charge")
    declined = paid_today.answer(charge.token, a_refusal(may_retry=True))
    assert isinstance(declined, o.Refused)

    again = paid_today.buying.retry(paid_today.visitor, declined.retry)

    assert isinstance(paid_today.pay(handed_off(again, "Charge")), o.Enrolled)
    assert len(subscriptions(paid_today)) == 1


# Which one is meant.


def test_nothing_named_means_the_only_one_that_is_sold(till: Till) -> None:
    assert told(till).checkout.quote.lines[0].product_id == "refill_subscription"


def test_of_several_one_must_be_named(till: Till) -> None:
    other = replace(a_subscription(), id="gel_subscription")
    till = a_till(goods=(a_subscription(), other))

    outcome = till.subscribing.subscribe(till.visitor, NOTHING)

    assert outcome == o.SubscriptionsOffered((a_subscription(), other))


def test_a_name_that_fits_a_product_and_a_subscription_means_the_subscription(till: Till) -> None:
    both = Named("refill", ("refill_pack", "refill_subscription"))

    assert told(till, both).checkout.plan is not None


def test_goods_by_subscription_are_answered_with_what_is_sold_so(till: Till) -> None:
    outcome = till.subscribing.subscribe(till.visitor, named("starter_kit"))

    assert outcome == o.SubscriptionsOffered((a_subscription(),))


def test_what_was_not_understood_is_asked_again(till: Till) -> None:
    outcome = till.subscribing.subscribe(till.visitor, Named("spaceships"))

    assert outcome == o.NotUnderstood("spaceships", (a_subscription(),))


def test_sold_out_is_told_so(till: Till) -> None:
    till.shelf.sell_out("refill_subscription")

    outcome = till.subscribing.subscribe(till.visitor, named("refill_subscription"))

    assert isinstance(outcome, o.NotForSale)
    assert outcome.sold_out


def test_where_none_is_sold_the_truth_is_told() -> None:
    till = Till()

    assert till.subscribing.subscribe(till.visitor, NOTHING) == o.SubscriptionsUnsold(some_products())


# The kind of agreement.


def test_an_agreement_of_the_needed_kind_is_used_at_once() -> None:
    till = a_till(kind_needed=needs_the_merchant_s_kind)
    till.know(an_agreement(kind=AgreementKind.MERCHANT_INITIATED))

    assert isinstance(till.subscribing.subscribe(till.visitor, NOTHING), o.TotalTold)


@pytest.mark.parametrize("kind", [AgreementKind.CUSTOMER_INITIATED, None])
def test_one_of_another_kind_is_not_used_and_setup_is_run_again(kind: AgreementKind | None) -> None:
    till = a_till(kind_needed=needs_the_merchant_s_kind)
    till.know(an_agreement(kind=kind))

    handed = till.subscribing.subscribe(till.visitor, NOTHING)

    assert handed_off(handed, "Setup")


@pytest.mark.parametrize("kind", [AgreementKind.CUSTOMER_INITIATED, None])
def test_if_the_kind_stays_wrong_no_renewal_is_promised(kind: AgreementKind | None) -> None:
    till = a_till(kind_needed=needs_the_merchant_s_kind)
    setup = till.subscribing.subscribe(till.visitor, NOTHING)

    outcome = till.set_up(setup, an_agreement(kind=kind))

    assert outcome == o.Refused(Refusal.CANNOT_RENEW, subscription=True)
    assert subscriptions(till) == []


def test_what_is_known_of_an_agreement_is_surer_than_what_setup_was_asked_for() -> None:
    """Setup gives back the open agreement; made minutes ago, it looks as if it was made for this checkout."""
    till = a_till(kind_needed=needs_the_merchant_s_kind)
    till.know(an_agreement(kind=AgreementKind.CUSTOMER_INITIATED))
    setup = till.subscribing.subscribe(till.visitor, NOTHING)

    outcome = till.set_up(setup, an_agreement(kind=AgreementKind.MERCHANT_INITIATED))

    assert outcome == o.Refused(Refusal.CANNOT_RENEW, subscription=True)
    assert till.customer.agreement is not None
    assert till.customer.agreement.kind is AgreementKind.CUSTOMER_INITIATED


def test_a_merchant_s_agreement_given_back_without_a_word_of_its_kind_is_known() -> None:
    till = a_till(kind_needed=needs_the_merchant_s_kind)
    stale = an_agreement(kind=AgreementKind.MERCHANT_INITIATED, read_at=NOW - timedelta(days=31))
    till.know(stale)
    setup = till.subscribing.subscribe(till.visitor, NOTHING)

    assert isinstance(till.set_up(setup, an_agreement(kind=None)), o.TotalTold)


# What runs.


def test_status_tells_what_is_not_over(till: Till) -> None:
    subscription = begun(till)

    outcome = till.subscribing.status(till.visitor, NOTHING)

    assert outcome == o.SubscriptionsTold((subscription,), till.market, NOW)


def test_status_is_nothing_where_all_is_over_or_never_was(till: Till) -> None:
    assert till.subscribing.status(till.visitor, NOTHING) == o.NoSubscriptions()
    till.subscribing.end(till.visitor, begun(till).id)

    assert till.subscribing.status(till.visitor, NOTHING) == o.NoSubscriptions()


def test_status_of_one_that_was_named_leaves_the_others_out(till: Till) -> None:
    subscription = begun(till)
    other = keep(till, subscription, id="a8b4c1d9e2f7g3h6j5k0l4m8n1", product_id="gel_subscription")

    outcome = till.subscribing.status(till.visitor, named("gel_subscription"))

    assert outcome == o.SubscriptionsTold((other,), till.market, NOW)


# The way out.


def test_cancel_asks_first(till: Till) -> None:
    subscription = begun(till)

    outcome = till.subscribing.cancel(till.visitor, NOTHING)

    assert outcome == o.EndAsked(subscription, till.market, NOW)
    assert subscriptions(till) == [subscription]


def test_of_several_it_asks_which(till: Till) -> None:
    subscription = begun(till)
    other = keep(till, subscription, id="a8b4c1d9e2f7g3h6j5k0l4m8n1", product_id="gel_subscription")

    assert till.subscribing.cancel(till.visitor, NOTHING) == o.WhichSubscription((subscription, other))
    assert till.subscribing.cancel(till.visitor, named("gel_subscription")) == o.EndAsked(other, till.market, NOW)


@pytest.mark.parametrize("state", [it for it in SubscriptionState if it is not SubscriptionState.ENDED])
def test_a_yes_ends_it_in_every_state_and_tells_others(till: Till, state: SubscriptionState) -> None:
    before = keep(till, begun(till), state=state)

    outcome = till.subscribing.end(till.visitor, before.id)

    (after,) = subscriptions(till)
    assert outcome == o.SubscriptionEnded(before, till.market, NOW)
    assert (after.state, after.due_at, after.ended_at) == (SubscriptionState.ENDED, None, NOW)
    happened = till.ledger.journal.happenings(till.visitor.customer_id)
    assert happened == ["subscription.started", "subscription.ended"]


def test_ending_twice_says_it_again_and_tells_others_once(till: Till) -> None:
    subscription = begun(till)
    till.subscribing.end(till.visitor, subscription.id)

    again = till.subscribing.end(till.visitor, subscription.id)

    assert isinstance(again, o.SubscriptionEnded)
    assert till.ledger.journal.happenings(till.visitor.customer_id).count("subscription.ended") == 1


def test_a_renewal_that_is_claimed_in_the_same_moment_is_not_lost(till: Till) -> None:
    subscription = begun(till)
    claimed = replace(subscription, state=SubscriptionState.CHARGING, attempt=1, version=subscription.version + 1)
    till.ledger.journal.meanwhile(lambda: keep(till, claimed))

    outcome = till.subscribing.end(till.visitor, subscription.id)

    assert isinstance(outcome, o.SubscriptionEnded)
    assert outcome.subscription == claimed
    assert subscriptions(till)[0].attempt == 1


@pytest.mark.parametrize("id_", ["", "nonsense", "../..", "a8b4c1d9e2f7g3h6j5k0l4m8n1"])
def test_an_id_that_names_none_of_theirs_ends_nothing(till: Till, id_: str) -> None:
    begun(till)

    assert till.subscribing.end(till.visitor, id_) == o.NoSubscriptions()
    assert till.subscribing.resume(till.visitor, id_) == o.NoSubscriptions()


def test_a_stranger_can_end_nothing(till: Till) -> None:
    subscription = begun(till)

    outcome = till.subscribing.end(a_visitor("0123456789abcdef0123456789abcdef"), subscription.id)

    assert outcome == o.NoSubscriptions()
    assert subscriptions(till) == [subscription]


def test_who_names_goods_means_the_order_of_them(till: Till) -> None:
    till.bought()

    assert isinstance(till.subscribing.cancel(till.visitor, named("starter_kit")), o.WishNoted)


# The way back.


def test_a_suspended_one_goes_on_and_what_is_owed_is_due_now(till: Till) -> None:
    stopped = suspended(till)
    till.clock.pass_by(timedelta(days=40))

    outcome = till.subscribing.resume(till.visitor, stopped.id)

    (after,) = subscriptions(till)
    assert isinstance(outcome, o.SubscriptionResumed)
    assert after.state is SubscriptionState.PAST_DUE
    assert after.due_at == till.clock()


@pytest.mark.parametrize("status", [AgreementStatus.CANCELED, AgreementStatus.CLOSED])
def test_one_whose_agreement_is_over_does_not_go_on_without_another(till: Till, status: AgreementStatus) -> None:
    stopped = suspended(till)
    till.know(an_agreement(status))

    outcome = till.subscribing.resume(till.visitor, stopped.id)

    assert outcome == o.Refused(Refusal.AGREEMENT_NOT_OPEN, subscription=True)
    assert subscriptions(till) == [stopped]


def test_it_goes_on_with_the_agreement_that_the_customer_opened_since(till: Till) -> None:
    stopped = suspended(till)
    till.know(an_agreement(id="C01-0000000-0000002"))

    till.subscribing.resume(till.visitor, stopped.id)

    assert subscriptions(till)[0].agreement_id == "C01-0000000-0000002"


@pytest.mark.parametrize(
    "changes",
    [
        {"status": AgreementStatus.SUSPENDED},
        {"provider": "ppro"},
        {"kind": AgreementKind.CUSTOMER_INITIATED},
        {"kind": None},
    ],
)
def test_an_agreement_that_carries_no_renewals_is_not_taken(changes: dict[str, object]) -> None:
    till = a_till(kind_needed=needs_the_merchant_s_kind)
    till.know(an_agreement(kind=AgreementKind.MERCHANT_INITIATED))
    stopped = suspended(till)
    newer = an_agreement(id="C01-0000000-0000002", kind=AgreementKind.MERCHANT_INITIATED)
    till.know(replace(newer, **changes))  # type: ignore[arg-type]

    till.subscribing.resume(till.visitor, stopped.id)

    assert subscriptions(till)[0].agreement_id == stopped.agreement_id


def test_what_runs_is_not_charged_by_a_second_yes(till: Till) -> None:
    subscription = begun(till)

    outcome = till.subscribing.resume(till.visitor, subscription.id)

    assert isinstance(outcome, o.SubscriptionsTold)
    assert subscriptions(till) == [subscription]


def test_what_is_over_stays_over(till: Till) -> None:
    subscription = begun(till)
    till.subscribing.end(till.visitor, subscription.id)

    assert till.subscribing.resume(till.visitor, subscription.id) == o.NoSubscriptions()
    assert subscriptions(till)[0].state is SubscriptionState.ENDED


def test_where_nobody_charges_renewals_nothing_is_brought_back() -> None:
    till = a_till(renews=False)
    stopped = suspended(till)

    status = till.subscribing.status(till.visitor, NOTHING)
    outcome = till.subscribing.resume(till.visitor, stopped.id)

    assert isinstance(status, o.SubscriptionsTold)
    assert not status.may_resume
    assert isinstance(outcome, o.SubscriptionsTold)
    assert subscriptions(till) == [stopped]


def test_where_we_do_not_sell_all_is_answered_so() -> None:
    till = a_till(market=a_market(checkout_languages={"de-DE": "de_DE"}))

    asked = (
        till.subscribing.subscribe(till.visitor, NOTHING),
        till.subscribing.status(till.visitor, NOTHING),
        till.subscribing.cancel(till.visitor, NOTHING),
    )

    assert set(asked) == {o.NotSoldHere()}


def test_a_product_that_is_gone_from_the_file_can_still_be_ended(till: Till) -> None:
    subscription = begun(till)
    till.shelf.forget("refill_subscription")

    assert isinstance(till.subscribing.cancel(till.visitor, NOTHING), o.EndAsked)
    assert isinstance(till.subscribing.end(till.visitor, subscription.id), o.SubscriptionEnded)


def test_a_plain_product_is_none_of_this(till: Till) -> None:
    till.know(an_agreement())

    outcome = till.buying.buy(till.visitor, named(a_product().id), None)

    assert isinstance(outcome, o.TotalTold)
    assert outcome.checkout.plan is None
