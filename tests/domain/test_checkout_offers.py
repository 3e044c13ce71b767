"""What one event makes of one checkout: the talk, until a charge is asked for."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders import (
    NOW,
    a_checkout,
    a_line,
    a_money,
    a_quote,
    a_renewal,
    a_service_quote,
    a_trial_quote,
    an_address,
    an_agreement,
)
from voicetill.domain.agreements import ADDRESS_LIFETIME, AgreementKind, AgreementStatus
from voicetill.domain.checkout import step
from voicetill.domain.checkout_events import (
    AgreementOpened,
    BuyerAgreed,
    BuyerRefused,
    BuyRequested,
    Confirm,
    ConsentWithdrawn,
    Event,
    Expired,
    Explain,
    ExplainWait,
    ItemsWithdrawn,
    MarkAgreement,
    RequestCharge,
    RequestSetup,
    Settle,
    SetupRefused,
    StartSubscription,
    StoreAgreement,
    Superseded,
    TellTotal,
)
from voicetill.domain.checkout_record import State
from voicetill.domain.errors import IllegalStep
from voicetill.domain.payments import Refusal
from voicetill.domain.pricing import Terms

LATER = NOW + timedelta(minutes=5)
OPEN = an_agreement()
ELSEWHERE = an_agreement(address=an_address(lines=("9 Other Street",)))


# Asking to buy.


def test_goods_without_an_agreement_need_setup_first() -> None:
    taken = step(a_checkout(State.NEW), BuyRequested(NOW))

    assert taken.checkout.state is State.AWAITING_SETUP
    assert taken.commands == (RequestSetup(),)


def test_a_returning_customer_hears_the_total_at_once() -> None:
    taken = step(a_checkout(State.NEW), BuyRequested(NOW, OPEN))

    assert taken.checkout.state is State.AWAITING_YES
    assert taken.checkout.address == OPEN.address
    assert taken.commands == (TellTotal(),)


@pytest.mark.parametrize(
    "agreement",
    [
        an_agreement(AgreementStatus.SUSPENDED),
        an_agreement(address=None),
        an_agreement(address=an_address(lines=(" ",))),
        an_agreement(read_at=NOW - ADDRESS_LIFETIME * 2),
    ],
    ids=["suspended", "no address", "blank address", "old address"],
)
def test_goods_need_setup_when_the_agreement_cannot_be_read_back(agreement: object) -> None:
    taken = step(a_checkout(State.NEW), BuyRequested(NOW, agreement))  # type: ignore[arg-type]

    assert taken.commands == (RequestSetup(),)


@pytest.mark.parametrize("agreement", [None, OPEN])
def test_where_nothing_is_delivered_the_total_comes_first(agreement: object) -> None:
    service = a_checkout(State.NEW, quote=a_service_quote())

    taken = step(service, BuyRequested(NOW, agreement))  # type: ignore[arg-type]

    assert taken.checkout.address is None
    assert taken.commands == (TellTotal(),)


# Setup's answer.


def test_setup_is_answered_by_telling_the_total() -> None:
    taken = step(a_checkout(State.AWAITING_SETUP), AgreementOpened(NOW, OPEN, Terms(a_money(250), a_money(78))))

    assert taken.checkout.state is State.AWAITING_YES
    assert (taken.checkout.agreement_id, taken.checkout.address) == (OPEN.id, OPEN.address)
    assert taken.checkout.quote == a_quote(delivery=a_money(250), tax=a_money(78))
    assert taken.commands == (StoreAgreement(OPEN), TellTotal())


def test_where_the_total_was_agreed_to_the_charge_follows_setup_without_another_question() -> None:
    service = a_checkout(State.AWAITING_SETUP, quote=a_service_quote())

    taken = step(service, AgreementOpened(NOW, OPEN))

    assert taken.checkout.state is State.AWAITING_CHARGE
    assert taken.commands == (StoreAgreement(OPEN), RequestCharge())


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (AgreementOpened(NOW, an_agreement(address=None)), Refusal.ADDRESS_MISSING),
        (AgreementOpened(NOW, an_agreement(address=an_address(lines=("", " ")))), Refusal.ADDRESS_MISSING),
        (AgreementOpened(NOW, OPEN, reachable=False), Refusal.NOT_DELIVERED_THERE),
    ],
)
def test_goods_without_a_place_to_go_are_given_up(event: AgreementOpened, reason: Refusal) -> None:
    taken = step(a_checkout(State.AWAITING_SETUP), event)

    assert (taken.checkout.state, taken.checkout.refusal) == (State.ABANDONED, reason)
    assert taken.commands[-1] == Explain(reason)


def test_setup_refused_is_explained_and_a_named_status_is_remembered() -> None:
    refused = SetupRefused(NOW, Refusal.AGREEMENT_NOT_OPEN, AgreementStatus.SUSPENDED)

    taken = step(a_checkout(State.AWAITING_SETUP), refused)

    assert taken.checkout.state is State.ABANDONED
    assert taken.commands == (MarkAgreement(AgreementStatus.SUSPENDED), Explain(Refusal.AGREEMENT_NOT_OPEN))


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (State.AWAITING_YES, (TellTotal(),)),
        (State.AWAITING_CHARGE, (RequestCharge(),)),
        (State.PENDING, (ExplainWait(),)),
        (State.UNKNOWN, (Settle(), ExplainWait())),
        (State.PAID, (Confirm(),)),
        (State.ENROLLED, (Confirm(),)),
    ],
)
def test_setup_s_answer_told_again_changes_nothing(state: State, told: tuple[object, ...]) -> None:
    """In particular the charge is asked for under the same reference."""
    checkout = a_checkout(state)

    taken = step(checkout, AgreementOpened(NOW, OPEN))

    assert (taken.checkout, taken.commands) == (checkout, told)


def test_a_late_setup_answer_is_worth_remembering_and_nothing_else() -> None:
    abandoned = a_checkout(State.ABANDONED)

    taken = step(abandoned, AgreementOpened(NOW, OPEN))

    assert taken.checkout == abandoned
    assert taken.commands == (StoreAgreement(OPEN),)


# The yes and what stands in its way.


def test_yes_charges_under_the_first_reference() -> None:
    taken = step(a_checkout(State.AWAITING_YES), BuyerAgreed(NOW, OPEN))

    assert (taken.checkout.state, taken.checkout.attempt) == (State.AWAITING_CHARGE, 1)
    assert taken.commands == (RequestCharge(),)


def test_yes_without_an_open_agreement_asks_for_one_and_remembers_the_yes() -> None:
    taken = step(a_checkout(State.AWAITING_YES), BuyerAgreed(NOW, an_agreement(AgreementStatus.CLOSED)))

    assert (taken.checkout.state, taken.checkout.total_heard) == (State.AWAITING_SETUP, True)
    assert taken.commands == (RequestSetup(),)


def test_yes_where_nothing_is_due_today_enrols_without_a_charge() -> None:
    trial = a_checkout(State.AWAITING_YES, quote=a_trial_quote())

    taken = step(trial, BuyerAgreed(NOW, OPEN))

    assert (taken.checkout.state, taken.checkout.attempt) == (State.ENROLLED, 0)
    assert taken.commands == (StartSubscription(), Confirm())


@pytest.mark.parametrize("state", [State.AWAITING_SETUP, State.AWAITING_YES])
@pytest.mark.parametrize(
    ("event", "told"),
    [
        (ConsentWithdrawn(NOW), (Explain(Refusal.CONSENT_MISSING),)),
        (ItemsWithdrawn(NOW), (Explain(Refusal.ITEMS_GONE),)),
        (Superseded(NOW), ()),
        (Expired(NOW), ()),
    ],
)
def test_what_ends_the_talk_ends_the_checkout(state: State, event: Event, told: tuple[object, ...]) -> None:
    taken = step(a_checkout(state), event)

    assert taken.checkout.state is State.ABANDONED
    assert taken.commands == told


def test_no_gives_the_checkout_up() -> None:
    taken = step(a_checkout(State.AWAITING_YES), BuyerRefused(NOW))

    assert (taken.checkout.state, taken.commands) == (State.ABANDONED, ())


@pytest.mark.parametrize("event", [Superseded(NOW), ConsentWithdrawn(NOW), ItemsWithdrawn(NOW), BuyerRefused(NOW)])
@pytest.mark.parametrize("state", [State.AWAITING_CHARGE, State.PENDING, State.UNKNOWN])
def test_nothing_is_given_up_while_money_may_be_under_way(state: State, event: Event) -> None:
    with pytest.raises(IllegalStep):
        step(a_checkout(state), event)


# What the customer never agreed to.


def test_a_known_address_that_we_do_not_deliver_to_is_not_read_back() -> None:
    taken = step(a_checkout(State.NEW), BuyRequested(NOW, OPEN, reachable=False))

    assert taken.commands == (RequestSetup(),)


def test_an_agreement_that_is_not_open_is_never_charged() -> None:
    service = a_checkout(State.AWAITING_SETUP, quote=a_service_quote())

    taken = step(service, AgreementOpened(NOW, an_agreement(AgreementStatus.SUSPENDED)))

    assert RequestCharge() not in taken.commands


def test_a_free_product_starts_no_subscription() -> None:
    gift = a_quote(a_line(unit_price=a_money(0)))

    taken = step(a_checkout(State.AWAITING_YES, quote=gift), BuyerAgreed(NOW, OPEN))

    assert StartSubscription() not in taken.commands


# Where the customer lives, as Amazon tells it before.


def test_a_home_that_we_do_not_deliver_to_ends_it_before_it_begins() -> None:
    taken = step(a_checkout(State.NEW), BuyRequested(NOW, OPEN, reachable=False, home=an_address(country="NZ")))

    assert (taken.checkout.state, taken.checkout.refusal) == (State.ABANDONED, Refusal.NOT_DELIVERED_THERE)
    assert taken.commands == (Explain(Refusal.NOT_DELIVERED_THERE),)


def test_a_home_that_is_the_known_one_makes_it_fresh_again() -> None:
    old = an_agreement(read_at=NOW - ADDRESS_LIFETIME * 2)

    taken = step(a_checkout(State.NEW), BuyRequested(NOW, old, home=an_address(city="cupertino")))

    assert (taken.checkout.state, taken.checkout.address) == (State.AWAITING_YES, old.address)
    assert taken.commands == (StoreAgreement(OPEN), TellTotal())


@pytest.mark.parametrize(
    ("agreement", "home"),
    [
        (None, an_address()),
        (OPEN, ELSEWHERE.address),
        (OPEN, an_address(lines=())),
        (an_agreement(address=None), an_address()),
        (an_agreement(address=an_address(lines=())), an_address(lines=())),
        (an_agreement(AgreementStatus.SUSPENDED), an_address()),
    ],
    ids=["nothing known", "moved", "no line", "no known address", "no line in either", "suspended"],
)
def test_any_other_home_is_for_setup_to_tell(agreement: object, home: object) -> None:
    taken = step(a_checkout(State.NEW), BuyRequested(NOW, agreement, home=home))  # type: ignore[arg-type]

    assert taken.commands == (RequestSetup(),)


def test_a_total_agreed_to_stays_where_setup_only_spells_the_place_otherwise() -> None:
    agreed = a_checkout(State.AWAITING_SETUP, total_heard=True, address=an_address())
    spelled = an_agreement(address=an_address(city="CUPERTINO "))

    taken = step(agreed, AgreementOpened(NOW, spelled, Terms(a_money(1250), a_money(5))))

    assert taken.commands == (StoreAgreement(spelled), RequestCharge())
    assert (taken.checkout.quote, taken.checkout.address) == (agreed.quote, spelled.address)


# What is remembered, and what follows, word for word.


def test_the_total_of_a_service_is_told_with_what_is_known_of_who_pays_it() -> None:
    new = a_checkout(State.NEW, quote=a_service_quote())

    told = step(new, BuyRequested(LATER, OPEN)).checkout

    known = {"agreement_id": OPEN.id, "billing_address": OPEN.billing_address}
    assert told == replace(new, state=State.AWAITING_YES, updated_at=LATER, **known)  # type: ignore[arg-type]


def test_the_total_of_goods_is_told_with_the_place_where_they_go() -> None:
    new = a_checkout(State.NEW)

    told = step(new, BuyRequested(LATER, replace(OPEN, read_at=LATER))).checkout

    known = {"agreement_id": OPEN.id, "address": OPEN.address, "billing_address": OPEN.billing_address}
    assert told == replace(new, state=State.AWAITING_YES, updated_at=LATER, **known)  # type: ignore[arg-type]


def test_yes_is_remembered_with_its_moment() -> None:
    offered = a_checkout(State.AWAITING_YES)

    charging = step(offered, BuyerAgreed(LATER, OPEN)).checkout
    asking = step(offered, BuyerAgreed(LATER)).checkout

    asked = {"state": State.AWAITING_CHARGE, "attempt": 1, "agreement_id": OPEN.id, "provider": OPEN.provider}
    assert charging == replace(offered, **asked, total_heard=True, updated_at=LATER)  # type: ignore[arg-type]
    assert asking == replace(offered, state=State.AWAITING_SETUP, total_heard=True, updated_at=LATER)


def test_enrolling_remembers_the_yes_and_keeps_the_agreement_that_setup_opened() -> None:
    setting_up = a_checkout(State.AWAITING_SETUP, quote=a_trial_quote(), total_heard=True, address=OPEN.address)

    enrolled = step(setting_up, AgreementOpened(LATER, OPEN))

    known = {"agreement_id": OPEN.id, "provider": OPEN.provider, "billing_address": OPEN.billing_address}
    wanted = replace(setting_up, state=State.ENROLLED, updated_at=LATER, total_heard=True, **known)  # type: ignore[arg-type]
    assert enrolled.checkout == wanted
    assert enrolled.commands == (StoreAgreement(OPEN), StartSubscription(), Confirm())


@pytest.mark.parametrize(
    ("event", "needs", "reason"),
    [
        (AgreementOpened(LATER, an_agreement(AgreementStatus.SUSPENDED)), None, Refusal.AGREEMENT_NOT_OPEN),
        (AgreementOpened(LATER, OPEN), AgreementKind.MERCHANT_INITIATED, Refusal.CANNOT_RENEW),
        (AgreementOpened(LATER, an_agreement(address=None)), None, Refusal.ADDRESS_MISSING),
        (AgreementOpened(LATER, OPEN, reachable=False), None, Refusal.NOT_DELIVERED_THERE),
    ],
)
def test_an_agreement_that_does_not_serve_is_kept_and_why_is_told_and_remembered(
    event: AgreementOpened, needs: AgreementKind | None, reason: Refusal
) -> None:
    setting_up = a_checkout(State.AWAITING_SETUP, kind_needed=needs)

    taken = step(setting_up, event)

    assert taken.checkout == replace(setting_up, state=State.ABANDONED, refusal=reason, updated_at=LATER)
    assert taken.commands == (StoreAgreement(event.agreement), Explain(reason))


def test_what_is_not_delivered_has_no_place_even_if_setup_tells_one() -> None:
    setting_up = a_checkout(State.AWAITING_SETUP, quote=a_service_quote())

    charging = step(setting_up, AgreementOpened(LATER, OPEN)).checkout

    assert (charging.state, charging.address) == (State.AWAITING_CHARGE, None)
    assert (charging.agreement_id, charging.billing_address) == (OPEN.id, OPEN.billing_address)
    assert charging.updated_at == LATER


def test_the_terms_of_a_place_are_those_of_what_is_due_where_there_is_no_trial() -> None:
    terms = Terms(delivery=a_money(250), tax=a_money(78))
    plain = a_checkout(State.AWAITING_SETUP)
    trial = a_checkout(State.AWAITING_SETUP, quote=a_trial_quote(), **a_renewal())

    goods, plan = (step(each, AgreementOpened(LATER, OPEN, terms=terms)).checkout for each in (plain, trial))

    assert (goods.quote, goods.renewal) == (plain.quote.on(terms), None)
    assert trial.renewal is not None
    assert plan.renewal == trial.renewal.on(terms)
    assert plan.quote.total.is_zero


def test_a_yes_without_a_place_does_not_hold_for_the_place_that_setup_tells() -> None:
    heard = a_checkout(State.AWAITING_SETUP, total_heard=True, address=None)

    taken = step(heard, AgreementOpened(LATER, OPEN))

    assert (taken.checkout.state, taken.checkout.total_heard) == (State.AWAITING_YES, False)


def test_a_refused_setup_marks_an_agreement_only_where_it_names_a_status() -> None:
    taken = step(a_checkout(State.AWAITING_SETUP), SetupRefused(LATER, Refusal.NOT_PROCESSED))

    assert taken.commands == (Explain(Refusal.NOT_PROCESSED),)


def test_a_late_agreement_of_a_refused_checkout_is_kept_and_the_reason_is_told_again() -> None:
    refused = a_checkout(State.ABANDONED, refusal=Refusal.ADDRESS_MISSING)

    taken = step(refused, AgreementOpened(LATER, OPEN))

    assert taken.checkout == refused
    assert taken.commands == (StoreAgreement(OPEN), Explain(Refusal.ADDRESS_MISSING))


def test_nothing_is_told_again_of_a_checkout_that_was_given_up_without_a_reason() -> None:
    taken = step(a_checkout(State.ABANDONED), SetupRefused(LATER, Refusal.NOT_PROCESSED))

    assert taken.commands == ()


def test_what_is_gone_from_the_shelf_is_told_and_remembered() -> None:
    offered = a_checkout(State.AWAITING_YES)

    taken = step(offered, ItemsWithdrawn(LATER))

    wanted = replace(offered, state=State.ABANDONED, refusal=Refusal.ITEMS_GONE, updated_at=LATER)
    assert taken.checkout == wanted
    assert taken.commands == (Explain(Refusal.ITEMS_GONE),)


def test_a_declined_checkout_is_retired_by_something_newer() -> None:
    declined = a_checkout(State.DECLINED)

    taken = step(declined, Superseded(LATER))

    assert taken.checkout == replace(declined, may_retry=False)
    assert taken.commands == ()


def test_a_yes_where_nothing_is_due_remembers_with_what_it_will_be_paid() -> None:
    offered = a_checkout(State.AWAITING_YES, quote=a_trial_quote(), agreement_id=None)
    another = an_agreement(id="another", provider="ppro")

    enrolled = step(offered, BuyerAgreed(LATER, another)).checkout

    known = {"agreement_id": "another", "provider": "ppro", "total_heard": True, "updated_at": LATER}
    assert enrolled == replace(offered, state=State.ENROLLED, **known)  # type: ignore[arg-type]
