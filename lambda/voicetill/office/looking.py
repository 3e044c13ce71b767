"""The verbs that only look: orders, one order, tasks, subscriptions, the sales report."""

from datetime import date, timedelta
from typing import Any

from voicetill.domain.money import Currency, Money
from voicetill.domain.occurrences import Happening
from voicetill.domain.orders import Order
from voicetill.domain.payments import Payment
from voicetill.domain.sales import report
from voicetill.domain.subscriptions import Subscription
from voicetill.office import documents
from voicetill.office.documents import Document
from voicetill.office.replies import done, not_found, refused, several
from voicetill.office.requests import (
    ListOrders,
    ListSubscriptions,
    ListTasks,
    SalesReport,
    ShowOrder,
    ShowSubscription,
)
from voicetill.services.caring import Office
from voicetill.services.finding import Finding, NotFound, Several, Wanted
from voicetill.services.order_news import REFUND_DUE
from voicetill.services.refunding import Refunding

# How far a list of orders goes back unless told.
_USUAL = timedelta(days=30)

# More than a report should read at once.
_LONGEST = timedelta(days=3660)


class Looking:
    """Answers requests that change nothing; `place` says which table, merchant and environment are looked into."""

    def __init__(self, office: Office, finding: Finding, place: str) -> None:
        self._office = office
        self._finding = finding
        self._place = place
        self._refunding = Refunding(office)

    def order_named(self, do: str, named: str) -> Order | Document:
        """Return the order that a number or an id names, or the answer that says why there is none."""
        found = self._finding.order(named)
        if isinstance(found, NotFound):
            return not_found(do, found, self._place)
        return several(do, found) if isinstance(found, Several) else found

    def subscription_named(self, do: str, named: str) -> Subscription | Document:
        """Return a subscription by its id, or the answer that says that there is none."""
        found = self._finding.subscription(named.strip().lower())
        if found is not None:
            return found
        mend = "see the list of subscriptions; one that is suspended or over is found by an order of its customer"
        return refused(do, "subscription_not_found", f"No subscription {named} in {self._place}.", mend)

    def second_payment(self, order: Order, reference: str) -> Payment | None:
        """Return a payment that was made for the same order again, by its reference; None if none is known."""
        subject = order.subscription_id or order.id
        id_ = f"{subject}.{Happening.MERCHANT_TASK.value}.{REFUND_DUE}.{reference}"
        found = self._office.journal.occurrence(order.customer_id, id_)
        if found is None or not found.details.get("charge_id"):
            return None
        details: Any = found.details
        amount = Money(int(details["minor"]), Currency(details["currency"]))
        return Payment(reference, amount, "", str(details["charge_id"]))

    def orders(self, asked: ListOrders) -> Document:
        """List orders."""
        last = asked.last or self._office.clock().date() + timedelta(days=1)
        first = asked.first or last - _USUAL
        faulty = _faulty(asked.do, first, last)
        if faulty is not None:
            return faulty
        wanted = Wanted(first, last, asked.market or "", asked.state, asked.wishes)
        found = self._finding.orders(wanted)
        told = f"{len(found)} order{'' if len(found) == 1 else 's'} from {first} to {last}, newest first."
        shown = [documents.order_line(order) for order in found[: asked.limit]]
        return done(asked.do, told, orders=shown, more=len(found) > asked.limit)

    def order(self, asked: ShowOrder) -> Document:
        """Show one order."""
        order = self.order_named(asked.do, asked.order)
        if not isinstance(order, Order):
            return order
        shown = documents.order_whole(order, self._refunding.rules_of(order), address=asked.address)
        gone = asked.address and order.address is None and order.billing_address is None
        kept = " No address is kept: it is erased once an order is shipped or over." if gone else ""
        return done(asked.do, f"Order {order.number}.{kept}", order=shown)

    def subscriptions(self, asked: ListSubscriptions) -> Document:
        """List subscriptions."""
        if asked.order is None:
            found, more = self._finding.subscriptions(limit=asked.limit)
            told = f"{len(found)} running, the next to be charged first."
        else:
            order = self.order_named(asked.do, asked.order)
            if not isinstance(order, Order):
                return order
            found, more = list(self._office.journal.subscriptions(order.customer_id)), False
            told = f"{len(found)} of the customer of order {order.number}."
        shown = [documents.subscription(each) for each in found]
        return done(asked.do, told, subscriptions=shown, more=more)

    def subscription(self, asked: ShowSubscription) -> Document:
        """Show one subscription."""
        found = self.subscription_named(asked.do, asked.subscription)
        if not isinstance(found, Subscription):
            return found
        return done(asked.do, f"Subscription {found.id}.", subscription=documents.subscription(found))

    def report(self, asked: SalesReport) -> Document:
        """Report what was sold."""
        faulty = _faulty(asked.do, asked.first, asked.last)
        if faulty is not None:
            return faulty
        orders = self._finding.orders(Wanted(asked.first, asked.last))
        made = report(orders, asked.by, lambda market: self._office.markets.by_id(market).time_zone)
        first, last = asked.first.isoformat(), asked.last.isoformat()
        told = (
            f"Sales from {first} to {last}, by {asked.by.value}. Days are those of each market; refunds stand with"
            " the order that they belong to; what was only reserved is no revenue."
        )
        return done(asked.do, told, report=documents.report(made, first=first, last=last))

    def tasks(self, asked: ListTasks) -> Document:
        """List whatever waits for a person."""
        since = self._office.clock().date() - timedelta(days=asked.days)
        found = self._finding.waiting(since=since, limit=asked.limit)
        counts = {
            "to do": len(found.tasks),
            "charges in doubt": len(found.checkouts),
            "requests without a result": len(found.attempts),
            "wishes of customers": len(found.wishes),
        }
        waits = "; ".join(f"{what}: {number}" for what, number in counts.items() if number)
        told = waits[:1].upper() + waits[1:] if waits else "Nothing waits for a person"
        return done(
            asked.do,
            f"{told}.",
            tasks=[documents.task(each) for each in found.tasks],
            in_doubt=[documents.doubt(each) for each in found.checkouts],
            attempts=[documents.attempt(each) for each in found.attempts],
            wishes=[documents.order_line(each) for each in found.wishes],
            more=found.more,
        )


def _faulty(do: str, first: date, last: date) -> Document | None:
    if first > last:
        return refused(do, "faulty_request", f"The first day, {first}, is after the last, {last}.")
    if last - first > _LONGEST:
        return refused(do, "faulty_request", "More than ten years at once.", "ask for a shorter time")
    return None
