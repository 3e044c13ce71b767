"""What one event makes of one checkout: the talk, until a charge is asked for."""

import pytest

from tests.builders import (
    NOW,
    a_checkout,
    a_line,
    a_money,
    a_quote,
    a_service_quote,
    a_trial_quote,
    an_address,
    an_agreement,
)
from voicetill.domain.agreements import ADDRESS_LIFETIME, AgreementStatus
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
