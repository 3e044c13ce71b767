import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import NOW, a_checkout, a_renewal, a_service_quote, an_agreement
from tests.strategies import checkout_ids, checkouts
from voicetill.domain.agreements import AgreementKind, AgreementStatus
from voicetill.domain.checkout_record import Checkout, State, is_token, order_number
from voicetill.domain.payments import Refusal
from voicetill.domain.products import Plan

# authorizationReferenceId (Charge API): at most 32 characters of this set.
REFERENCE = re.compile(r"[A-Za-z0-9_-]{1,32}", re.ASCII)


@given(checkouts())
def test_references_are_such_as_the_payment_company_takes(checkout: Checkout) -> None:
    for reference in (checkout.reference, *checkout.references):
        assert REFERENCE.fullmatch(reference)


@given(checkouts())
def test_there_is_one_reference_an_attempt_and_the_current_is_one_of_them(checkout: Checkout) -> None:
    assert len(checkout.references) == checkout.attempt
    assert (checkout.reference in checkout.references) is (checkout.attempt > 0)


@given(st.lists(checkout_ids(), unique=True, min_size=2, max_size=2), st.integers(1, 3), st.integers(1, 3))
def test_two_checkouts_share_no_reference(ids: list[str], attempt: int, other_attempt: int) -> None:
    one, other = (a_checkout(id=id_, attempt=n) for id_, n in zip(ids, (attempt, other_attempt), strict=True))

    assert not one.references & other.references


@given(checkout_ids())
def test_an_order_number_can_be_said_and_is_always_the_same(checkout_id: str) -> None:
    number = order_number(checkout_id)

    assert re.fullmatch(r"[0-9]{4}-[0-9]{4}", number)
    assert a_checkout(id=checkout_id).order_number == number == order_number(checkout_id.upper())


@pytest.mark.parametrize("state", State)
def test_money_may_be_under_way_from_the_charge_until_it_is_answered(state: State) -> None:
    in_doubt = a_checkout(state).is_in_doubt

    assert in_doubt is (state in (State.AWAITING_CHARGE, State.PENDING, State.UNKNOWN))


@pytest.mark.parametrize("state", State)
def test_only_what_holds_neither_money_nor_doubt_is_ever_forgotten(state: State) -> None:
    forgotten = a_checkout(state, updated_at=NOW).forget_at

    harmless = state in (State.AWAITING_SETUP, State.AWAITING_YES, State.ABANDONED, State.DECLINED)
    assert forgotten == (NOW + timedelta(days=90) if harmless else None)


def test_an_offer_grows_old_after_a_day_and_a_charge_that_may_be_under_way_never() -> None:
    later = NOW + timedelta(days=1, seconds=1)

    assert a_checkout(State.AWAITING_YES, updated_at=NOW).is_stale(now=later)
    assert not a_checkout(State.AWAITING_YES, updated_at=NOW).is_stale(now=NOW + timedelta(days=1))
    assert not a_checkout(State.AWAITING_CHARGE, updated_at=NOW).is_stale(now=later)


@given(checkouts())
def test_what_holds_a_payment_is_never_forgotten(checkout: Checkout) -> None:
    assert checkout.payment is None or checkout.forget_at is None


def test_a_checkout_needs_delivery_when_its_offer_does() -> None:
    assert a_checkout().needs_delivery
    assert not a_checkout(quote=a_service_quote()).needs_delivery


@pytest.mark.parametrize("state", State)
def test_an_order_is_placed_when_money_was_taken_or_reserved(state: State) -> None:
    checkout = a_checkout(state)

    assert checkout.is_placed is (checkout.payment is not None)
    assert checkout.awaits_setup is (state is State.AWAITING_SETUP)
    assert checkout.awaits_yes is (state is State.AWAITING_YES)


@given(checkout_ids())
def test_a_checkout_s_id_is_a_token(checkout_id: str) -> None:
    assert is_token(checkout_id)


@given(checkout_ids(), st.sampled_from(["", " ", "\n", "-", "é", "٢", "a"]))
def test_what_is_not_quite_an_id_is_no_token(checkout_id: str, odd: str) -> None:
    assert not is_token(checkout_id[1:] + odd if odd != "a" else checkout_id + odd)


@pytest.mark.parametrize("state", State)
def test_a_person_looks_after_a_quarter_of_an_hour_or_at_once_where_nobody_knows(state: State) -> None:
    checkout = a_checkout(state)
    wait = timedelta(minutes=15)

    looks = {State.AWAITING_CHARGE: NOW + wait, State.PENDING: NOW + wait, State.UNKNOWN: NOW}

    assert checkout.doubt_at == looks.get(state)
    assert not checkout.is_overdue(now=NOW + wait)
    assert checkout.is_overdue(now=NOW + wait + timedelta(seconds=1)) is (
        state in (State.AWAITING_CHARGE, State.PENDING)
    )


@pytest.mark.parametrize("state", State)
def test_only_what_was_offered_or_refused_can_be_taken_up_again(state: State) -> None:
    offer = a_checkout(state, **a_renewal())  # type: ignore[arg-type]

    assert offer.can_be_taken_up is (state in (State.AWAITING_SETUP, State.AWAITING_YES, State.DECLINED))
    assert not a_checkout(state).can_be_taken_up
    assert a_checkout(State.ABANDONED, **a_renewal(), refusal=Refusal.ADDRESS_MISSING).can_be_taken_up  # type: ignore[arg-type]


@pytest.mark.parametrize("state", State)
def test_a_subscription_exists_once_its_checkout_is_paid_reserved_or_enrolled(state: State) -> None:
    begun = state in (State.PAID, State.AUTHORIZED, State.ENROLLED)

    assert a_checkout(state, **a_renewal()).began_subscription is begun  # type: ignore[arg-type]
    assert not a_checkout(state).began_subscription
    assert a_checkout(state).is_enrolled is (state is State.ENROLLED)


def test_it_is_on_trial_where_its_plan_begins_with_free_days() -> None:
    assert a_checkout(plan=Plan(period_months=1, trial_days=1)).is_on_trial
    assert not a_checkout(plan=Plan(period_months=1, trial_days=0)).is_on_trial
    assert not a_checkout(plan=None).is_on_trial


def test_one_thing_more_is_offered_once() -> None:
    assert a_checkout().may_lead_on
    assert not a_checkout(upsell="refill_pack").may_lead_on
    assert not a_checkout(upsell_refused=True).may_lead_on


@pytest.mark.parametrize("needed", [None, *AgreementKind])
@pytest.mark.parametrize("kind", [None, *AgreementKind])
def test_an_open_agreement_is_charged_if_it_is_of_the_kind_that_is_needed(
    needed: AgreementKind | None, kind: AgreementKind | None
) -> None:
    checkout = a_checkout(kind_needed=needed)

    assert checkout.may_charge(an_agreement(kind=kind)) is (needed is None or kind is needed)
    assert not checkout.may_charge(an_agreement(AgreementStatus.SUSPENDED, kind=kind))
    assert not checkout.may_charge(None)


def test_an_order_number_is_the_end_of_the_id_read_as_a_number() -> None:
    assert order_number("10") == "0000-0036"
    assert order_number("z" * 26) == "0656-1535"
