"""The decisions of the checkout machine: what one event makes of one checkout.

Which decision belongs to which state and event stands in the table of `checkout`; nothing here looks it up. A
decision is pure: it returns the next checkout and the commands that follow, and never acts.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from voicetill.domain.agreements import Agreement, AgreementStatus
from voicetill.domain.checkout_events import (
    AgreementOpened,
    AgreementRefused,
    AuthorizationEnded,
    BuyerAgreed,
    BuyerRetried,
    BuyRequested,
    ChargeAuthorized,
    ChargeCompleted,
    ChargePending,
    ChargeRefused,
    Command,
    Confirm,
    Event,
    Explain,
    ExplainWait,
    MarkAgreement,
    PlaceOrder,
    RefundDue,
    RequestCharge,
    RequestSetup,
    Settle,
    SetupRefused,
    StartSubscription,
    StoreAgreement,
    TellTotal,
)
from voicetill.domain.checkout_record import Checkout, State
from voicetill.domain.errors import IllegalStep
from voicetill.domain.payments import Capture, Payment, Refusal

# Enough for a renewed agreement and one more try; after that the customer needs another way.
MOST_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Step:
    """The checkout after an event, and what follows from it, in order."""

    checkout: Checkout
    commands: tuple[Command, ...] = ()


# What the decisions are made of.


def _move(checkout: Checkout, state: State, at: datetime, *commands: Command, **changes: object) -> Step:
    return Step(replace(checkout, state=state, updated_at=at, **changes), commands)  # type: ignore[arg-type]


def stay(*commands: Command) -> Callable[[Checkout, Event], Step]:
    """Return a decision that changes nothing and says the same again."""
    return lambda checkout, event: Step(checkout, commands)


def explain_again(checkout: Checkout, event: Event) -> Step:
    """Nothing changes; the customer hears the same reason again."""
    return Step(checkout, (Explain(checkout.refusal),) if checkout.refusal else ())


def abandon(checkout: Checkout, event: Event) -> Step:
    """The checkout is given up before money could move."""
    return _move(checkout, State.ABANDONED, event.at)


def abandon_because(reason: Refusal) -> Callable[[Checkout, Event], Step]:
    """Return a decision that gives the checkout up and says why."""

    def decide(checkout: Checkout, event: Event) -> Step:
        return _move(checkout, State.ABANDONED, event.at, Explain(reason), refusal=reason)

    return decide


def doubt(checkout: Checkout, event: Event) -> Step:
    """Nobody knows whether money moved: find out, and charge nothing meanwhile."""
    taken = _and_this(checkout, event)
    return _move(checkout, State.UNKNOWN, event.at, Settle(), ExplainWait(), answers=taken)


def settle_quietly(checkout: Checkout, event: Event) -> Step:
    """Something unclear after a definite refusal: it stands, but somebody should look."""
    return Step(checkout, (Settle(), *explain_again(checkout, event).commands))


def _charge(checkout: Checkout, at: datetime, agreement_id: str, *first: Command) -> Step:
    """Ask for the money, under a new reference; or enrol, where nothing is due today."""
    heard: dict[str, object] = {"agreement_id": agreement_id, "total_heard": True}
    if checkout.quote.total.is_zero:
        return _move(checkout, State.ENROLLED, at, *first, *_subscription(checkout), Confirm(), **heard)
    heard["attempt"] = checkout.attempt + 1
    return _move(checkout, State.AWAITING_CHARGE, at, *first, RequestCharge(), **heard)


def _proves(checkout: Checkout, payment: Payment) -> bool:
    return payment.reference in checkout.references and payment.amount == checkout.quote.total


# Before money can move.


def begin(checkout: Checkout, event: BuyRequested) -> Step:
    """Go to Setup where goods must be sent to a place not known well enough; else tell the total."""
    agreement = event.agreement if event.agreement and event.agreement.is_open else None
    place_known = agreement is not None and agreement.delivers(now=event.at) and event.reachable
    if checkout.needs_delivery and not place_known:
        return _move(checkout, State.AWAITING_SETUP, event.at, RequestSetup())
    return _move(checkout, State.AWAITING_YES, event.at, TellTotal(), **_terms(checkout, agreement))


def _terms(checkout: Checkout, agreement: Agreement | None) -> dict[str, object]:
    if agreement is None:
        return {}
    terms: dict[str, object] = {"agreement_id": agreement.id, "billing_address": agreement.billing_address}
    return {**terms, "address": agreement.address} if checkout.needs_delivery else terms


def agree(checkout: Checkout, event: BuyerAgreed) -> Step:
    """The customer said yes to the total: charge, or open an agreement first."""
    if event.agreement and event.agreement.is_open:
        return _charge(checkout, event.at, event.agreement.id)
    return _move(checkout, State.AWAITING_SETUP, event.at, RequestSetup(), total_heard=True)


def open_agreement(checkout: Checkout, event: AgreementOpened) -> Step:
    """Setup opened an agreement: read the offer back, or charge if it was agreed to already."""
    agreement = event.agreement
    store = StoreAgreement(agreement)
    if not agreement.is_open:
        return _refuse_setup(checkout, event.at, Refusal.AGREEMENT_NOT_OPEN, store)
    if checkout.needs_delivery and not (agreement.address and agreement.address.is_deliverable):
        return _refuse_setup(checkout, event.at, Refusal.ADDRESS_MISSING, store)
    if checkout.needs_delivery and not event.reachable:
        return _refuse_setup(checkout, event.at, Refusal.NOT_DELIVERED_THERE, store)
    agreed = checkout.total_heard and (not checkout.needs_delivery or agreement.address == checkout.address)
    known = replace(
        checkout,
        agreement_id=agreement.id,
        address=agreement.address if checkout.needs_delivery else None,
        billing_address=agreement.billing_address,
        quote=replace(checkout.quote, tax=event.tax or checkout.quote.tax),
    )
    if agreed:
        return _charge(known, event.at, agreement.id, store)
    return _move(known, State.AWAITING_YES, event.at, store, TellTotal(), total_heard=False)


def _refuse_setup(checkout: Checkout, at: datetime, reason: Refusal, *first: Command) -> Step:
    return _move(checkout, State.ABANDONED, at, *first, Explain(reason), refusal=reason)


def setup_refused(checkout: Checkout, event: SetupRefused) -> Step:
    """Setup brought nothing that may be charged."""
    marks = (MarkAgreement(event.status),) if event.status else ()
    return _refuse_setup(checkout, event.at, event.reason, *marks)


def keep_agreement(checkout: Checkout, event: AgreementOpened) -> Step:
    """A late Setup answer of a checkout that was given up: only the agreement is of use."""
    again = (Explain(checkout.refusal),) if checkout.refusal else ()
    return Step(checkout, (StoreAgreement(event.agreement), *again))


def retire(checkout: Checkout, event: Event) -> Step:
    """Something newer takes the place of a declined checkout: it can no longer be retried."""
    return Step(replace(checkout, may_retry=False))


# From here on money may move.


def complete(checkout: Checkout, event: ChargeCompleted) -> Step:
    """The one way to PAID: proof that matches."""
    if _proves(checkout, event.payment):
        return _move(checkout, State.PAID, event.at, *_sold(checkout, event.payment), **_proven(event.payment))
    return _without_proof(checkout, event)


def _sold(checkout: Checkout, payment: Payment) -> tuple[Command, ...]:
    """Return what a first proof asks for; after a reservation that ended, the order exists already."""
    if checkout.payment is not None:
        return (Confirm(),)
    return (PlaceOrder(payment), *_subscription(checkout), Confirm())


def _proven(payment: Payment) -> dict[str, object]:
    return {"payment": payment, "refusal": None, "may_retry": False}


def _subscription(checkout: Checkout) -> tuple[Command, ...]:
    return (StartSubscription(),) if any(line.is_subscription for line in checkout.quote.lines) else ()


def _without_proof(checkout: Checkout, event: Event) -> Step:
    """A paid-looking answer that does not match: doubt, if a charge was ever asked for."""
    if checkout.state is State.UNKNOWN:
        return Step(checkout, (Settle(), ExplainWait()))
    if checkout.attempt == 0:
        raise IllegalStep(checkout.state, type(event).__name__)
    return doubt(checkout, event)


def complete_again(checkout: Checkout, event: ChargeCompleted) -> Step:
    """PAID already. The same payment says the same again; another one of ours is a second payment."""
    known = checkout.payment.reference if checkout.payment else None
    if event.payment.reference == known or event.payment.reference not in checkout.references:
        return Step(checkout, (Confirm(),))
    if not _proves(checkout, event.payment):
        return Step(checkout, (Settle(), Confirm()))
    if event.payment.reference in (due.reference for due in checkout.refunds_due):
        return Step(checkout, (Confirm(),))
    owed = replace(checkout, refunds_due=(*checkout.refunds_due, event.payment))
    return Step(owed, (RefundDue(event.payment), Confirm()))


def capture(checkout: Checkout, event: ChargeCompleted) -> Step:
    """A reservation was captured on shipping."""
    if _proves(checkout, event.payment):
        return _move(checkout, State.PAID, event.at, Confirm(), payment=event.payment)
    return Step(checkout, (Confirm(), Settle()))


def authorize(checkout: Checkout, event: ChargeAuthorized) -> Step:
    """Money was reserved: an order, where we asked for no more than that."""
    if checkout.capture is Capture.ON_SHIPPING and _proves(checkout, event.payment):
        return _move(
            checkout, State.AUTHORIZED, event.at, *_sold(checkout, event.payment), **_proven(event.payment)
        )
    return _without_proof(checkout, event)


def wait(checkout: Checkout, event: ChargePending) -> Step:
    """The company does not know yet."""
    return _move(checkout, State.PENDING, event.at, ExplainWait())


def decline(checkout: Checkout, event: ChargeRefused) -> Step:
    """A definite refusal of the current attempt; an earlier one says nothing about it."""
    if event.reference is not None and event.reference not in checkout.references:
        return _without_proof(checkout, event)
    if event.reference not in (None, checkout.reference) or event.answer_id in checkout.answers:
        return Step(checkout, (ExplainWait(),))
    if event.reference is None and _names_no_attempt(checkout, event):
        return _without_proof(checkout, event)
    unusable = event.reason is Refusal.PAYMENT_METHOD and not event.may_retry
    marks = (MarkAgreement(AgreementStatus.SUSPENDED),) if unusable else ()
    told = (*marks, Explain(event.reason))
    may_retry = event.may_retry and checkout.attempt < MOST_ATTEMPTS
    refused = {"refusal": event.reason, "may_retry": may_retry, "answers": _and_this(checkout, event)}
    return _move(checkout, State.DECLINED, event.at, *told, **refused)


def _names_no_attempt(checkout: Checkout, event: Event) -> bool:
    """Whether an error without a reference cannot be laid to the current attempt.

    It may be an earlier attempt's, told again; and where the current one was answered already, it contradicts
    that answer, which may have told of money.
    """
    return checkout.state is not State.AWAITING_CHARGE or (checkout.attempt > 1 and not event.answer_id)


def _and_this(checkout: Checkout, event: Event) -> tuple[str, ...]:
    return (*checkout.answers, event.answer_id) if event.answer_id else checkout.answers


def renew_agreement(checkout: Checkout, event: AgreementRefused) -> Step:
    """The agreement is dead: open another one, once, at the same price."""
    if event.answer_id in checkout.answers:
        return Step(checkout, (ExplainWait(),))
    if _names_no_attempt(checkout, event):
        return _without_proof(checkout, event)
    mark = MarkAgreement(AgreementStatus.CLOSED)
    known = replace(checkout, answers=_and_this(checkout, event))
    if not checkout.agreement_renewed and checkout.attempt < MOST_ATTEMPTS:
        renewed: dict[str, object] = {"agreement_renewed": True, "agreement_id": None}
        return _move(known, State.AWAITING_SETUP, event.at, mark, RequestSetup(), **renewed)
    reason = Refusal.AGREEMENT_NOT_OPEN
    return _move(known, State.DECLINED, event.at, mark, Explain(reason), refusal=reason, may_retry=False)


def retry(checkout: Checkout, event: BuyerRetried) -> Step:
    """Try a declined charge once more, under a new reference."""
    if not checkout.may_retry:
        return explain_again(checkout, event)
    again = replace(checkout, refusal=None, may_retry=False)
    if not checkout.total_heard:
        return _move(again, State.AWAITING_YES, event.at, TellTotal())
    if event.agreement and event.agreement.is_open:
        return _charge(again, event.at, event.agreement.id)
    return _move(again, State.AWAITING_SETUP, event.at, RequestSetup(), total_heard=True)


def authorization_ended(checkout: Checkout, event: AuthorizationEnded) -> Step:
    """A reservation ended without a capture."""
    reason = Refusal.NOT_PROCESSED
    return _move(checkout, State.DECLINED, event.at, Explain(reason), refusal=reason, may_retry=False)
