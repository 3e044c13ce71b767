"""The verbs about one customer as a person: what is stored of them, and to erase it."""

from collections.abc import Iterable

from voicetill.domain.agreements import ALEXA
from voicetill.domain.attempts import Attempt
from voicetill.domain.erasure import Belongings, Held, Scope, Why, ends, held_by
from voicetill.domain.fulfilment import is_finished
from voicetill.domain.links import Link
from voicetill.domain.orders import Order
from voicetill.office.documents import Document
from voicetill.office.looking import Looking
from voicetill.office.plain import plain
from voicetill.office.replies import done, gate, refused
from voicetill.office.requests import Erase, Export
from voicetill.services.erasing import Erasing
from voicetill.services.ports import Journal
from voicetill.services.sweeping import Looked

# Reservations of one order are asked about under these names at most that anybody could look for.
_MOST_CAPTURES = 3


class Forgetting:
    """Answers requests that a customer may make of the merchant."""

    def __init__(self, looking: Looking, erasing: Erasing, journal: Journal) -> None:
        self._looking = looking
        self._erasing = erasing
        self._journal = journal

    def erase(self, asked: Erase) -> Document:
        """Erase a customer: at once, or what an unfinished order needs once that is finished."""
        named = self._customer(asked)
        if isinstance(named, dict):
            return named
        has, links = self._erasing.would_find(named)
        if has.is_nothing and not links:
            return _nobody(asked.do, named)
        facts = _facts(has, links)
        waits = gate(asked.do, _would_erase(facts), dry_run=asked.dry_run, confirmed=asked.confirm, **facts)
        if waits is not None:
            return waits
        looked = self._erasing.hear(named, Scope.ALL, Why.BY_REQUEST) or Looked(is_done=True)
        kept = [order.number for order in looked.kept_orders]
        return done(
            asked.do,
            _erased(looked, kept),
            customer_id=named,
            erased=looked.is_done,
            kept_orders=kept,
            in_doubt=[checkout.order_number for checkout in looked.kept_checkouts],
            to_close=_agreements(looked.to_close),
            close_by_hand=_agreements(looked.left_to_merchant),
        )

    def export(self, asked: Export) -> Document:
        """Tell all that is stored of a customer; of what guards their account only that it is there."""
        named = self._customer(asked)
        if isinstance(named, dict):
            return named
        has, links = self._erasing.would_find(named)
        if has.is_nothing and not links:
            return _nobody(asked.do, named)
        told = {
            "customer_id": named,
            "customer": plain(has.customer),
            "checkouts": [plain(each) for each in has.checkouts],
            "orders": [plain(each) for each in has.orders],
            "subscriptions": [plain(each) for each in has.subscriptions],
            "news": [plain(each) for each in has.occurrences],
            "payments_asked_for": [plain(each) for each in self._attempts(has)],
            "linked_accounts": [
                {**plain(link), "voice_code": "set" if link.voice_code else "none"} for link in links
            ],
            "erasures": [plain(each) for each in has.erasures],
        }
        return done(asked.do, f"All that is stored of customer {named}.", stored=told)

    def _customer(self, asked: Erase | Export) -> str | Document:
        if asked.customer is not None:
            return asked.customer.lower()
        order = self._looking.order_named(asked.do, asked.order or "")
        return order.customer_id if isinstance(order, Order) else order

    def _attempts(self, has: Belongings) -> list[Attempt]:
        """Return the requests for money that the records name."""
        names = dict.fromkeys(name for each in has.checkouts for name in sorted(each.references))
        for order in has.orders:
            names |= dict.fromkeys([order.payment.reference, *(each.reference for each in order.refunds)])
            names |= dict.fromkeys(f"{order.id}c{number:02d}" for number in range(1, _MOST_CAPTURES + 1))
        names |= dict.fromkeys(each.reference for each in has.subscriptions)
        found = (self._journal.attempt(name) for name in names)
        return [attempt for attempt in found if attempt is not None]


def _nobody(do: str, customer_id: str) -> Document:
    mend = "see the customer_id of an order of theirs; who enabled the skill anew has another one"
    return refused(do, "customer_not_found", f"Nothing is stored of customer {customer_id}.", mend)


def _facts(has: Belongings, links: Iterable[Link]) -> Document:
    held = dict.fromkeys(held_by(has, Scope.ALL))
    held |= dict.fromkeys(Held(it.agreement.provider, it.agreement.id) for it in links if it.agreement)
    unfinished = [order.number for order in has.orders if not is_finished(order)]
    return {
        "customer_id": has.customer.id,
        "subscriptions": [each.id for each in has.subscriptions if ends(each, Scope.ALL)],
        "kept_orders": unfinished,
        "in_doubt": [each.order_number for each in has.checkouts if each.is_in_doubt],
        "to_close": _agreements(each for each in held if each.provider != ALEXA),
        "close_by_hand": _agreements(each for each in held if each.provider == ALEXA),
    }


def _agreements(held: Iterable[Held]) -> list[Document]:
    return [{"provider": each.provider, "agreement_id": each.id} for each in held]


def _would_erase(facts: Document) -> str:
    waits = len(facts["kept_orders"]) + len(facts["in_doubt"])
    later = f" What {waits} unfinished order(s) need goes once they are finished." if waits else ""
    return (
        f"Erase customer {facts['customer_id']}, for good: names, addresses, e-mail, cart, linked accounts."
        f" Subscriptions that end: {len(facts['subscriptions'])}. Agreements that are closed:"
        f" {len(facts['to_close'])}; that you close in Seller Central: {len(facts['close_by_hand'])}."
        f" Amounts, dates and numbers of orders stay.{later}"
    )


def _erased(looked: Looked, kept: list[str]) -> str:
    if looked.is_done:
        return "Erased. What bookkeeping needs stays."
    why = []
    if kept or looked.kept_checkouts:
        names = [*kept, *(each.order_number for each in looked.kept_checkouts)]
        why.append(f"what unfinished orders need ({', '.join(names)}) goes once they are finished")
    if looked.to_close:
        why.append(f"agreements still to be closed: {len(looked.to_close)}")
    return f"Erased, and gone on with by the clock: {'; '.join(why) or 'the rest follows'}."
