"""Decisions about a checkout once money may move: proof, refusal, and the doubt between them.

Which decision belongs to which state and event stands in the table of `checkout`; nothing here looks it up. A
decision is pure: it returns the next checkout and the commands that follow, and never acts.
"""

from dataclasses import replace

from voicetill.domain.agreements import AgreementStatus
from voicetill.domain.checkout_events import (
    AgreementRefused,
    AuthorizationEnded,
    BuyerRetried,
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
    RequestSetup,
    Settle,
)
from voicetill.domain.checkout_record import Checkout, State
from voicetill.domain.checkout_steps import Step, ask_for_money, begin_subscription, explain_again, move
from voicetill.domain.errors import IllegalStep
from voicetill.domain.payments import Capture, Payment, Refusal

# Enough for a renewed agreement and one more try; after that the customer needs another way.
MOST_ATTEMPTS = 3


def doubt(checkout: Checkout, event: Event) -> Step:
    """Nobody knows whether money moved: find out, and charge nothing meanwhile."""
    taken = _and_this(checkout, event)
    return move(checkout, State.UNKNOWN, event.at, Settle(), ExplainWait(), answers=taken)


def settle_quietly(checkout: Checkout, event: Event) -> Step:
    """Something unclear after a definite refusal: it stands, but somebody should look."""
    return Step(checkout, (Settle(), *explain_again(checkout, event).commands))


def _proves(checkout: Checkout, payment: Payment) -> bool:
    return payment.reference in checkout.references and payment.amount == checkout.quote.total


def complete(checkout: Checkout, event: ChargeCompleted) -> Step:
    """The one way to PAID: proof that matches."""
    if _proves(checkout, event.payment):
        return move(checkout, State.PAID, event.at, *_sold(checkout, event.payment), **_proven(event.payment))
    return _without_proof(checkout, event)


def _sold(checkout: Checkout, payment: Payment) -> tuple[Command, ...]:
    """Return what a first proof asks for; after a reservation that ended, the order exists already."""
    if checkout.payment is not None:
        return (Confirm(),)
    return (PlaceOrder(payment), *begin_subscription(checkout), Confirm())


def _proven(payment: Payment) -> dict[str, object]:
    return {"payment": payment, "refusal": None, "may_retry": False}


def _without_proof(checkout: Checkout, event: Event) -> Step:
    """A paid-looking answer that does not match: doubt, if a charge was ever asked for."""
    if checkout.attempt == 0:
        raise IllegalStep(checkout.state, type(event).__name__)
    seen = checkout.money_seen or isinstance(event, ChargeCompleted | ChargeAuthorized)
    known = replace(checkout, money_seen=seen)
    if checkout.state is State.UNKNOWN:
        return Step(known, (Settle(), ExplainWait()))
    return doubt(known, event)


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
        return move(checkout, State.PAID, event.at, Confirm(), payment=event.payment)
    return Step(checkout, (Confirm(), Settle()))


def authorize(checkout: Checkout, event: ChargeAuthorized) -> Step:
    """Money was reserved: an order, where we asked for no more than that."""
    if checkout.capture is Capture.ON_SHIPPING and _proves(checkout, event.payment):
        return move(
            checkout, State.AUTHORIZED, event.at, *_sold(checkout, event.payment), **_proven(event.payment)
        )
    return _without_proof(checkout, event)


def wait(checkout: Checkout, event: ChargePending) -> Step:
    """The company does not know yet."""
    return move(checkout, State.PENDING, event.at, ExplainWait())


def decline(checkout: Checkout, event: ChargeRefused) -> Step:
    """A definite refusal of the current attempt; an earlier one says nothing about it."""
    if event.reference is not None and event.reference not in checkout.references:
        return _without_proof(checkout, event)
    if event.reference not in (None, checkout.reference) or event.answer_id in checkout.answers:
        return Step(checkout, (ExplainWait(),))
    if event.reference is None and _names_no_attempt(checkout, event):
        return _without_proof(checkout, event)
    if checkout.state is State.UNKNOWN and checkout.money_seen:
        # An answer told of money that does not match: only proof, or a person, ends this doubt.
        return Step(checkout, (Settle(), ExplainWait()))
    unusable = event.reason is Refusal.PAYMENT_METHOD and not event.may_retry
    marks = (MarkAgreement(AgreementStatus.SUSPENDED),) if unusable else ()
    told = (*marks, Explain(event.reason))
    may_retry = event.may_retry and not checkout.retried and checkout.attempt < MOST_ATTEMPTS
    refused = {"refusal": event.reason, "may_retry": may_retry, "answers": _and_this(checkout, event)}
    return move(checkout, State.DECLINED, event.at, *told, **refused)


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
    if event.reference is not None and event.reference not in checkout.references:
        return _without_proof(checkout, event)
    if event.reference not in (None, checkout.reference) or event.answer_id in checkout.answers:
        return Step(checkout, (ExplainWait(),))
    if event.reference is None and _names_no_attempt(checkout, event):
        return _without_proof(checkout, event)
    mark = MarkAgreement(event.status)
    known = replace(checkout, answers=_and_this(checkout, event))
    if not checkout.agreement_renewed and checkout.attempt < MOST_ATTEMPTS:
        renewed: dict[str, object] = {"agreement_renewed": True, "agreement_id": None}
        return move(known, State.AWAITING_SETUP, event.at, mark, RequestSetup(), **renewed)
    reason = Refusal.AGREEMENT_NOT_OPEN
    return move(known, State.DECLINED, event.at, mark, Explain(reason), refusal=reason, may_retry=False)


def agreement_refused_late(checkout: Checkout, event: AgreementRefused) -> Step:
    """A charge in doubt turns out to have been refused with its agreement: nobody waits to open another one."""
    doubted = checkout.state is State.UNKNOWN
    if event.reference != checkout.reference or (doubted and checkout.money_seen):
        return Step(checkout, (Settle(), ExplainWait()) if doubted else (ExplainWait(),))
    reason, mark = Refusal.AGREEMENT_NOT_OPEN, MarkAgreement(event.status)
    return move(checkout, State.DECLINED, event.at, mark, Explain(reason), refusal=reason, may_retry=False)


def retry(checkout: Checkout, event: BuyerRetried) -> Step:
    """Try a declined charge once more, under a new reference."""
    if not checkout.may_retry:
        return explain_again(checkout, event)
    again = replace(checkout, refusal=None, may_retry=False, retried=True)
    if event.agreement and again.may_charge(event.agreement):
        return ask_for_money(again, event.at, event.agreement)
    return move(again, State.AWAITING_SETUP, event.at, RequestSetup(), total_heard=True)


def authorization_ended(checkout: Checkout, event: AuthorizationEnded) -> Step:
    """A reservation ended without a capture."""
    reason = Refusal.NOT_PROCESSED
    return move(checkout, State.DECLINED, event.at, Explain(reason), refusal=reason, may_retry=False)
