"""The verbs about what is not an order (yet): charges in doubt, agreements, subscriptions, tasks."""

from typing import Protocol

from voicetill.domain.agreements import ALEXA
from voicetill.domain.attempts import Attempt
from voicetill.domain.checkout_record import Checkout
from voicetill.domain.errors import ConflictError
from voicetill.domain.orders import Order
from voicetill.domain.subscriptions import Subscription, SubscriptionState
from voicetill.office import documents
from voicetill.office.documents import Document, items
from voicetill.office.looking import Looking
from voicetill.office.replies import done, gate, not_done, refused
from voicetill.office.requests import CancelSubscription, CloseAgreement, CloseTask, Settle
from voicetill.office.words import amount
from voicetill.services.answering import Answering
from voicetill.services.caring import NotDone, Office
from voicetill.services.deciding import Deciding, Word
from voicetill.services.ending_agreements import AgreementEnded, AgreementNamed, EndingAgreements
from voicetill.services.finding import Finding, number_of
from voicetill.services.settling import Settled, Settling
from voicetill.services.vouching import Vouching

_SETTLED = {
    Settled.SETTLED: "is settled",
    Settled.OPEN: "has no result yet; it is looked at again",
    Settled.NOT_OPEN: "was settled before",
    Settled.UNREACHABLE: "could not be asked about; it is looked at again",
}


class AgreementOwners(Protocol):
    """Who knows whose an agreement is."""

    def customer_of(self, provider: str, agreement_id: str) -> str:
        """Return the customer's id; blank if nobody knows."""


class Minding:
    """Answers requests about what is under way."""

    def __init__(
        self,
        office: Office,
        looking: Looking,
        finding: Finding,
        *,
        settling: Settling,
        deciding: Deciding,
        vouching: Vouching,
        owners: AgreementOwners,
    ) -> None:
        self._office = office
        self._looking = looking
        self._finding = finding
        self._settling = settling
        self._deciding = deciding
        self._vouching = vouching
        self._owners = owners
        self._ending = EndingAgreements(office)

    def settle(self, asked: Settle) -> Document:
        """Find out about a request for money, or take the merchant's word on it."""
        named = number_of(asked.named) or asked.named.strip()
        if asked.paid is not None:
            return self._decide(asked, named)
        references = self._references(named)
        if not references:
            return self._unknown_or_by_hand(asked, named)
        if asked.dry_run:
            told = f"Ask what became of {', '.join(references)}, and store it."
            return {"ok": True, "do": asked.do, "dry_run": True, "told": told}
        ended = {reference: self._settled(reference) for reference in references}
        told = "; ".join(f"{reference} {_SETTLED.get(how, how.value)}" for reference, how in ended.items())
        return done(asked.do, f"{told}.", settled={name: how.value for name, how in ended.items()})

    def _settled(self, reference: str) -> Settled:
        try:
            return self._settling.settle(reference)
        except ConflictError:
            return Settled.OPEN

    def _references(self, named: str) -> list[str]:
        """Return the requests to ask about: of this very name, or the open ones of an order or a checkout."""
        if self._office.journal.attempt(named) is not None:
            return [named]
        return [attempt.reference for attempt in self._attempts(named)]

    def _attempts(self, named: str) -> list[Attempt]:
        """Return the open requests that a name stands for: a reference, or those of an order or a checkout."""
        attempt = self._office.journal.attempt(named)
        if attempt is not None:
            return [attempt] if attempt.is_open else []
        doubt = self._finding.checkout_in_doubt(named)
        made = set(doubt.references if doubt else ())
        for order in self._orders(named):
            made |= {each.reference for each in order.refunds if each.is_under_way}
            made |= {f"{order.id}c{number:02d}" for number in range(1, 4)}
        known = (self._office.journal.attempt(reference) for reference in sorted(made))
        return [attempt for attempt in known if attempt is not None and attempt.is_open]

    def _orders(self, named: str) -> list[Order]:
        number = number_of(named)
        if number is not None:
            return list(self._office.journal.orders_numbered(number))
        found = self._finding.order(named)
        return [found] if isinstance(found, Order) else []

    def _unknown_or_by_hand(self, asked: Settle, named: str) -> Document:
        doubt = self._finding.checkout_in_doubt(named)
        if doubt is None or doubt.provider != ALEXA:
            return refused(
                asked.do, "not_in_doubt", f"Nothing in doubt is known as {named}.", "see the list of tasks"
            )
        mend = (
            f"look at agreement {doubt.agreement_id} in Seller Central for reference {doubt.reference}; then say"
            " paid with the charge's id, or not paid"
        )
        message = (
            f"The charge of {amount(doubt.quote.total)} was asked for over Alexa: Voicetill cannot look it up."
        )
        return refused(asked.do, "look_in_seller_central", message, mend, in_doubt=documents.doubt(doubt))

    def _decide(self, asked: Settle, named: str) -> Document:
        doubt = self._finding.checkout_in_doubt(named)
        attempts = self._attempts(named)
        if attempts and (doubt is None or not (doubt.provider == ALEXA or doubt.money_seen)):
            return self._vouch(asked, attempts)
        if doubt is None:
            return refused(
                asked.do, "not_in_doubt", f"No charge in doubt is known as {named}.", "see the list of tasks"
            )
        stands = self._deciding.obstacle(doubt)
        if stands is not None:
            return not_done(asked.do, stands)
        waits = gate(asked.do, _would_decide(doubt, asked), dry_run=asked.dry_run, confirmed=asked.confirm)
        if waits is not None:
            return waits
        after = self._deciding.decide(doubt, _word(asked))
        if isinstance(after, NotDone):
            return not_done(asked.do, after)
        placed = f"order {after.order_number} is placed" if after.is_placed else "no order is placed"
        return done(asked.do, f"Taken at your word: {placed}.", state=after.state.value)

    def _vouch(self, asked: Settle, attempts: list[Attempt]) -> Document:
        if len(attempts) > 1:
            named = ", ".join(each.reference for each in attempts)
            return refused(asked.do, "several", f"Several requests have no result: {named}.", "name one of them")
        (attempt,) = attempts
        stands = self._vouching.obstacle(attempt)
        if stands is not None:
            return not_done(asked.do, stands)
        waits = gate(asked.do, _would_vouch(attempt, asked), dry_run=asked.dry_run, confirmed=asked.confirm)
        if waits is not None:
            return waits
        came = self._vouching.vouch(attempt, _word(asked))
        if isinstance(came, NotDone):
            return not_done(asked.do, came)
        return done(asked.do, f"Taken at your word: {attempt.reference}.", settled={attempt.reference: came.value})

    def close_agreement(self, asked: CloseAgreement) -> Document:
        """End an agreement, and the subscriptions that live on it."""
        named = self._agreement(asked)
        if not isinstance(named, AgreementNamed):
            return named
        plan = self._ending.plan(named, elsewhere=asked.record)
        if isinstance(plan, NotDone):
            return not_done(asked.do, plan)
        waits = gate(asked.do, _would_close(plan), dry_run=asked.dry_run, confirmed=asked.confirm)
        if waits is not None:
            return waits
        ended = self._ending.close(named, elsewhere=asked.record)
        if isinstance(ended, NotDone):
            return not_done(asked.do, ended)
        told = f"Agreement {named.id} is closed; subscriptions ended: {len(ended.subscriptions)}."
        return done(asked.do, told, subscriptions=[documents.subscription(each) for each in ended.subscriptions])

    def _agreement(self, asked: CloseAgreement) -> AgreementNamed | Document:
        if asked.order is not None:
            order = self._looking.order_named(asked.do, asked.order)
            if not isinstance(order, Order):
                return order
            if order.agreement_id is None:
                return refused(asked.do, "no_agreement", f"Order {order.number} names no agreement.")
            return AgreementNamed(order.agreement_id, order.provider, order.customer_id)
        id_ = asked.agreement or ""
        names = (asked.provider,) if asked.provider else (*self._office.providers.names, ALEXA)
        for name in names:
            customer_id = self._owners.customer_of(name, id_)
            if customer_id:
                return AgreementNamed(id_, name, customer_id)
        if asked.provider:
            return AgreementNamed(id_, asked.provider)
        mend = "name an order of the customer's instead; or its provider, and only the provider is told"
        return refused(asked.do, "agreement_not_found", f"Nobody knows whose agreement {id_} is.", mend)

    def cancel_subscription(self, asked: CancelSubscription) -> Document:
        """End a subscription."""
        found = self._looking.subscription_named(asked.do, asked.subscription)
        if not isinstance(found, Subscription):
            return found
        if found.state is SubscriptionState.ENDED:
            return refused(asked.do, "ended", f"Subscription {found.id} is over already.")
        price = f"{amount(found.quote.total)} every {found.plan.period_months} month(s)"
        told = f"End subscription {found.id} ({found.product_id}, {price}). Nothing is charged for it any more."
        waits = gate(asked.do, told, dry_run=asked.dry_run, confirmed=asked.confirm)
        if waits is not None:
            return waits
        try:
            ended = self._ending.end(found)
        except ConflictError:
            return refused(asked.do, "busy", "Somebody else is about it at this moment.", "try again")
        if isinstance(ended, NotDone):
            return not_done(asked.do, ended)
        under_way = found.state is SubscriptionState.CHARGING
        more = " A charge of it is under way, and cannot be called back." if under_way else ""
        shown = documents.subscription(ended)
        return done(asked.do, f"Subscription {found.id} is over.{more}", subscription=shown)

    def close_task(self, asked: CloseTask) -> Document:
        """Put a task off the list."""
        task = self._finding.task(asked.task)
        if task is None or not task.is_task:
            return refused(asked.do, "task_not_found", f"No task {asked.task} is open.", "see the list of tasks")
        waits = gate(asked.do, f"Put off the list: {task.id}.", dry_run=asked.dry_run, confirmed=True)
        if waits is not None:
            return waits
        closed = Answering(self._office).close(task)
        return not_done(asked.do, closed) if isinstance(closed, NotDone) else done(asked.do, f"Done: {task.id}.")


def _would_decide(doubt: Checkout, asked: Settle) -> str:
    what = f"the charge {doubt.reference} of {amount(doubt.quote.total)} ({items(doubt.quote)})"
    if asked.paid:
        return f"Take your word that {what} was paid, as {asked.charge_id}: order {doubt.order_number} is placed."
    return f"Take your word that {what} was not paid: nothing is placed, and the customer may buy again."


def _word(asked: Settle) -> Word:
    return Word(bool(asked.paid), asked.charge_id or "", asked.order_reference_id or "", asked.capture_id or "")


def _would_vouch(attempt: Attempt, asked: Settle) -> str:
    money = f" of {amount(attempt.prepared.amount)}" if attempt.prepared.amount else ""
    what = f"the {attempt.prepared.operation.value} {attempt.reference}{money} at {attempt.provider}"
    moved = f"the money moved, as {asked.charge_id}" if asked.paid else "no money moved"
    return f"Take your word on {what}: {moved}."


def _would_close(plan: AgreementEnded) -> str:
    agreement = plan.agreement
    whose = "" if agreement.customer_id else " Nobody knows whose it is: only the provider is told."
    return (
        f"Close agreement {agreement.id} at {agreement.provider}: nothing can be charged on it any more."
        f" Subscriptions that end with it: {len(plan.subscriptions)}.{whose}"
    )
