"""Alexa tells that an account was linked; the companies tell how its agreement stands."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders import CUSTOMER_ID, NOW, an_agreement
from tests.domain.subscriptions import a_begun
from tests.services.live_till import PROVIDER, LiveTill
from voicetill.domain.agreements import AgreementStatus
from voicetill.domain.charging import Notice, NoticeKind
from voicetill.domain.subscriptions import Subscription, SubscriptionState
from voicetill.services.outcomes import OrderPlaced, TotalTold


@pytest.fixture
def till() -> LiveTill:
    return LiveTill()


def _linked(till: LiveTill) -> None:
    till.adopting.linked(CUSTOMER_ID, till.tokens[CUSTOMER_ID])


def test_an_account_that_was_linked_is_there_before_the_next_visit(till: LiveTill) -> None:
    link = till.link()

    _linked(till)

    assert till.customer.agreement == link.agreement
    assert isinstance(till.yes_to(till.buy()), OrderPlaced)


def test_the_link_is_tied_to_the_customer(till: LiveTill) -> None:
    link = till.link()

    _linked(till)

    assert till.links.kept.links[link.id].customer_id == CUSTOMER_ID
    assert link.agreement is not None
    assert till.links.customer_of(PROVIDER, link.agreement.id) == CUSTOMER_ID


def test_the_same_event_again_writes_nothing(till: LiveTill) -> None:
    till.link()
    _linked(till)
    writes, customer = till.ledger.writes, till.customer

    _linked(till)

    assert till.ledger.writes == writes
    assert till.customer == customer


def test_a_token_that_is_not_good_ties_nothing(till: LiveTill) -> None:
    till.adopting.linked(CUSTOMER_ID, "no token of ours")

    assert till.customer.agreement is None


def test_a_mark_on_the_same_agreement_outlives_the_event(till: LiveTill) -> None:
    link = till.link()
    assert link.agreement is not None
    dead = replace(link.agreement, status=AgreementStatus.CANCELED)
    till.drawer.customer = replace(till.customer, version=1, agreement=dead)

    _linked(till)

    assert till.customer.agreement == dead


def test_another_account_takes_the_place_of_the_first(till: LiveTill) -> None:
    till.link()
    _linked(till)
    till.clock.pass_by(timedelta(days=1))
    second = till.link()

    _linked(till)

    assert till.customer.agreement == second.agreement


def test_an_older_event_that_comes_late_does_not_bring_the_first_one_back(till: LiveTill) -> None:
    till.link()
    old = till.tokens[CUSTOMER_ID]
    till.clock.pass_by(timedelta(minutes=10))
    second = till.link()
    _linked(till)

    till.adopting.linked(CUSTOMER_ID, old)

    assert till.customer.agreement == second.agreement


def test_another_account_without_a_consent_is_not_charged_on_the_old_one(till: LiveTill) -> None:
    till.link()
    _linked(till)
    till.clock.pass_by(timedelta(days=1))
    till.link(consent=False)

    _linked(till)

    assert till.customer.agreement is None


def test_an_agreement_of_alexa_s_own_stays_where_no_consent_was_given(till: LiveTill) -> None:
    till.drawer.customer = replace(till.customer, version=1, agreement=an_agreement())
    till.link(consent=False)

    _linked(till)

    assert till.customer.agreement == an_agreement()


def test_a_lost_race_is_played_again(till: LiveTill) -> None:
    link = till.link()
    till.ledger.lose_races(1)

    _linked(till)

    assert till.customer.agreement == link.agreement


# The companies' news of agreements.


def _hear(till: LiveTill, agreement_id: str) -> None:
    till.settling.hear(PROVIDER, Notice("n-1", NoticeKind.AGREEMENT, agreement_id, agreement_id=agreement_id))


def _subscribed(till: LiveTill, state: SubscriptionState) -> str:
    """A subscription on the agreement of a customer who is linked; the agreement's id."""
    till.link()
    _linked(till)
    assert till.customer.agreement is not None
    held = replace(
        a_begun(),
        customer_id=CUSTOMER_ID,
        provider=PROVIDER,
        agreement_id=till.customer.agreement.id,
        state=state,
        due_at=None if state is SubscriptionState.SUSPENDED else NOW + timedelta(days=5),
        version=1,
    )
    till.drawer.subscriptions[held.id] = held
    return till.customer.agreement.id


def _subscription(till: LiveTill) -> Subscription:
    return next(iter(till.drawer.subscriptions.values()))


@pytest.mark.parametrize("state", [SubscriptionState.ACTIVE, SubscriptionState.PAST_DUE])
def test_a_consent_that_was_withdrawn_stops_renewals_at_once(till: LiveTill, state: SubscriptionState) -> None:
    agreement_id = _subscribed(till, state)
    till.company.close_by_buyer(agreement_id)

    _hear(till, agreement_id)

    assert till.customer.agreement is not None
    assert till.customer.agreement.status is AgreementStatus.CANCELED
    assert _subscription(till).state is SubscriptionState.SUSPENDED
    assert till.happenings == ["subscription.suspended"]


def test_the_same_news_again_changes_nothing(till: LiveTill) -> None:
    agreement_id = _subscribed(till, SubscriptionState.ACTIVE)
    till.company.close_by_buyer(agreement_id)
    _hear(till, agreement_id)
    stood = (till.customer, _subscription(till), till.happenings)

    _hear(till, agreement_id)

    assert (till.customer, _subscription(till), till.happenings) == stood


@pytest.mark.parametrize("state", [SubscriptionState.CHARGING, SubscriptionState.ENDED])
def test_what_is_under_way_or_over_is_left_alone(till: LiveTill, state: SubscriptionState) -> None:
    agreement_id = _subscribed(till, state)
    till.company.close_by_buyer(agreement_id)

    _hear(till, agreement_id)

    assert _subscription(till).state is state


def test_a_method_that_was_mended_wakes_what_was_suspended_for_it(till: LiveTill) -> None:
    agreement_id = _subscribed(till, SubscriptionState.SUSPENDED)
    till.company.set_agreement(agreement_id, AgreementStatus.SUSPENDED)
    _hear(till, agreement_id)
    assert _subscription(till).state is SubscriptionState.SUSPENDED
    till.company.set_agreement(agreement_id, AgreementStatus.OPEN)

    _hear(till, agreement_id)

    assert till.customer.open_agreement is not None
    assert _subscription(till).state is SubscriptionState.PAST_DUE
    assert _subscription(till).due_at == till.clock()


def test_good_news_of_an_agreement_that_was_never_bad_wakes_nothing(till: LiveTill) -> None:
    agreement_id = _subscribed(till, SubscriptionState.SUSPENDED)

    _hear(till, agreement_id)

    assert _subscription(till).state is SubscriptionState.SUSPENDED


def test_news_of_nobody_s_agreement_changes_nothing(till: LiveTill) -> None:
    _hear(till, "stranger")
    _hear(till, "")

    assert till.company.calls == []


def test_news_of_an_agreement_that_was_replaced_leaves_the_new_one_alone(till: LiveTill) -> None:
    first = _subscribed(till, SubscriptionState.ACTIVE)
    till.clock.pass_by(timedelta(days=1))
    till.link()
    _linked(till)
    till.company.close_by_buyer(first)

    _hear(till, first)

    assert till.customer.open_agreement is not None
    assert _subscription(till).state is SubscriptionState.SUSPENDED
    assert isinstance(till.buy(), TotalTold)
