"""The checkout machine: whatever moves a checkout from state to state lives here, and nowhere else.

Theory of operation
===================

`step(checkout, event)` looks the pair (state, event type) up in `RULES` and returns the next checkout and the
commands that follow from it; a pair that the table does not name raises `IllegalStep` and changes nothing. The
machine never acts: a service saves the checkout first and carries the commands out afterwards.

What the states mean:

NEW               made a moment ago, never stored
AWAITING_SETUP    handed to the payment company, to open an agreement
AWAITING_YES      the total was read out, and the customer has the word
AWAITING_CHARGE   handed to the payment company, to take the money: from here on money may move
PENDING           the company says that it does not know yet
UNKNOWN           we do not know, and somebody has to find out; never charged again meanwhile
AUTHORIZED        reserved, and captured when the goods are shipped
PAID              proof of payment was seen; the order exists
ENROLLED          nothing was due today (a trial); the subscription exists
DECLINED          certainly not paid
ABANDONED         given up before any money could move; the cart is kept

Two rules stand above all others, and surprise at first:

*Money wins.* A proof that matches (a reference of this checkout, any attempt; amount and currency equal) makes the
order PAID from every state, also when it was declined or given up long ago: the customer's money is gone, so the
order must exist. A second paid attempt leaves it PAID and asks for a refund.

*What does not match is no proof.* A paid-looking answer with another reference, amount or currency is treated as
`ChargeUnknown`: it confirms nothing, and where money may be under way it is settled.

Smaller surprises: repeats are rules of their own, because every answer may come twice; they change nothing and
answer with the same command. An address that differs from the one the customer heard takes their yes back, and
may change delivery, tax and so the total, which is read out anew; for the same address it never changes. A
definite refusal of an earlier attempt says nothing about the current one; errors name no attempt, so the answers
that refused one are remembered, and one that cannot be told apart leaves doubt.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from voicetill.domain import checkout_charges as charges
from voicetill.domain import checkout_offers as offers
from voicetill.domain.checkout_events import (
    EVENTS,
    AgreementOpened,
    AgreementRefused,
    AuthorizationEnded,
    BuyerAgreed,
    BuyerRefused,
    BuyerRetried,
    BuyRequested,
    ChargeAuthorized,
    ChargeCompleted,
    ChargePending,
    ChargeRefused,
    ChargeUnknown,
    Confirm,
    ConsentWithdrawn,
    Event,
    Expired,
    ExplainWait,
    ItemsWithdrawn,
    RequestCharge,
    RequestSetup,
    Settle,
    SetupRefused,
    Superseded,
    TellTotal,
)
from voicetill.domain.checkout_record import Checkout, State
from voicetill.domain.checkout_steps import Step, explain_again, stay
from voicetill.domain.errors import IllegalStep
from voicetill.domain.payments import Refusal


@dataclass(frozen=True, slots=True)
class Rule:
    """How one event moves one state: the decision, and every state that it can lead to.

    `late` marks a proof that nobody waited for any more: money wins there too, but it is not the usual way.
    """

    decide: Callable[..., Step]
    leads_to: tuple[State, ...]
    late: bool = False


def step(checkout: Checkout, event: Event) -> Step:
    """Return the next step, or raise IllegalStep and change nothing."""
    try:
        rule = RULES[checkout.state, type(event)]
    except KeyError:
        raise IllegalStep(checkout.state, type(event).__name__) from None
    return rule.decide(checkout, event)


def _rows(*rows: tuple[Iterable[State], type[Event], Rule]) -> Mapping[tuple[State, type[Event]], Rule]:
    """Spread rows that hold for several states into the table; the later row wins."""
    return {(state, event): rule for states, event, rule in rows for state in states}


_NEW, _SETUP, _YES, _CHARGE = State.NEW, State.AWAITING_SETUP, State.AWAITING_YES, State.AWAITING_CHARGE
_PENDING, _UNKNOWN, _AUTHORIZED = State.PENDING, State.UNKNOWN, State.AUTHORIZED
_PAID, _ENROLLED, _DECLINED, _ABANDONED = State.PAID, State.ENROLLED, State.DECLINED, State.ABANDONED
_DONE = (_PAID, _ENROLLED)
_TALKING = (_SETUP, _YES)
_UNDER_WAY = (_CHARGE, _PENDING, _UNKNOWN)
_NOT_WAITED_FOR = (*_TALKING, _DECLINED, _ABANDONED)


RULES: Mapping[tuple[State, type[Event]], Rule] = _rows(
    # The customer asks, hears, answers.
    ((_NEW,), BuyRequested, Rule(offers.begin, (_SETUP, _YES, _ABANDONED))),
    ((_YES,), BuyerAgreed, Rule(offers.agree, (_CHARGE, _SETUP, _ENROLLED))),
    ((_YES,), BuyerRefused, Rule(offers.abandon, (_ABANDONED,))),
    (_TALKING, ConsentWithdrawn, Rule(offers.withdraw, (_ABANDONED,))),
    (_TALKING, ItemsWithdrawn, Rule(offers.abandon_because(Refusal.ITEMS_GONE), (_ABANDONED,))),
    (_TALKING, Superseded, Rule(offers.abandon, (_ABANDONED,))),
    (_TALKING, Expired, Rule(offers.abandon, (_ABANDONED,))),
    ((_DECLINED,), BuyerRetried, Rule(charges.retry, (_CHARGE, _SETUP, _DECLINED))),
    # Setup answers.
    ((_SETUP,), AgreementOpened, Rule(offers.open_agreement, (_YES, _CHARGE, _ENROLLED, _ABANDONED))),
    ((_SETUP,), SetupRefused, Rule(offers.setup_refused, (_ABANDONED,))),
    # Charge answers: only proof completes.
    (_UNDER_WAY, ChargeCompleted, Rule(charges.complete, (_PAID, _UNKNOWN))),
    (_NOT_WAITED_FOR, ChargeCompleted, Rule(charges.complete, (_PAID, _UNKNOWN), late=True)),
    ((_AUTHORIZED,), ChargeCompleted, Rule(charges.capture, (_PAID, _AUTHORIZED))),
    (_UNDER_WAY, ChargeAuthorized, Rule(charges.authorize, (_AUTHORIZED, _UNKNOWN))),
    (_NOT_WAITED_FOR, ChargeAuthorized, Rule(charges.authorize, (_AUTHORIZED, _UNKNOWN), late=True)),
    ((_CHARGE,), ChargePending, Rule(charges.wait, (_PENDING,))),
    ((_CHARGE, _PENDING), ChargeUnknown, Rule(charges.doubt, (_UNKNOWN,))),
    ((_CHARGE,), ChargeRefused, Rule(charges.decline, (_DECLINED, _UNKNOWN, _CHARGE))),
    ((_PENDING,), ChargeRefused, Rule(charges.decline, (_DECLINED, _UNKNOWN, _PENDING))),
    ((_UNKNOWN,), ChargeRefused, Rule(charges.decline, (_DECLINED, _UNKNOWN))),
    ((_CHARGE,), AgreementRefused, Rule(charges.renew_agreement, (_SETUP, _DECLINED, _UNKNOWN, _CHARGE))),
    ((_PENDING,), AgreementRefused, Rule(charges.agreement_refused_late, (_DECLINED, _PENDING))),
    ((_UNKNOWN,), AgreementRefused, Rule(charges.agreement_refused_late, (_DECLINED, _UNKNOWN))),
    ((_CHARGE, _PENDING), Expired, Rule(charges.doubt, (_UNKNOWN,))),
    ((_AUTHORIZED,), AuthorizationEnded, Rule(charges.authorization_ended, (_DECLINED,))),
    # Repeats and late arrivals: nothing changes, and the same is said again.
    ((_YES,), AgreementOpened, Rule(stay(TellTotal()), (_YES,))),
    ((_CHARGE,), AgreementOpened, Rule(stay(RequestCharge()), (_CHARGE,))),
    ((_SETUP,), AgreementRefused, Rule(stay(RequestSetup()), (_SETUP,))),
    ((_PENDING,), ChargePending, Rule(stay(ExplainWait()), (_PENDING,))),
    ((_PENDING,), AgreementOpened, Rule(stay(ExplainWait()), (_PENDING,))),
    *(
        ((_UNKNOWN,), event, Rule(stay(Settle(), ExplainWait()), (_UNKNOWN,)))
        for event in (ChargePending, ChargeUnknown, AgreementOpened, Expired)
    ),
    *(
        ((_DECLINED,), event, Rule(explain_again, (_DECLINED,)))
        for event in (
            ChargeRefused,
            ChargePending,
            AgreementRefused,
            AgreementOpened,
            SetupRefused,
            AuthorizationEnded,
        )
    ),
    ((_DECLINED,), ChargeUnknown, Rule(charges.settle_quietly, (_DECLINED,))),
    ((_ABANDONED,), SetupRefused, Rule(explain_again, (_ABANDONED,))),
    ((_ABANDONED,), AgreementOpened, Rule(offers.keep_agreement, (_ABANDONED,))),
    ((_ABANDONED,), Superseded, Rule(stay(), (_ABANDONED,))),
    ((_DECLINED,), Superseded, Rule(offers.retire, (_DECLINED,))),
    ((_AUTHORIZED,), Superseded, Rule(stay(), (_AUTHORIZED,))),
    ((_AUTHORIZED,), ChargeAuthorized, Rule(stay(Confirm()), (_AUTHORIZED,))),
    ((_AUTHORIZED,), BuyerAgreed, Rule(stay(Confirm()), (_AUTHORIZED,))),
    # What is done stays done, and absorbs all else.
    *(
        ((done,), event, Rule(stay(Confirm()), (done,)))
        for done in _DONE
        for event in EVENTS
        if event not in (BuyRequested, Superseded, Expired)
    ),
    *(((done,), event, Rule(stay(), (done,))) for done in _DONE for event in (Superseded, Expired)),
    ((_PAID,), ChargeCompleted, Rule(charges.complete_again, (_PAID,))),
)
