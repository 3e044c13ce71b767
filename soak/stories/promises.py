"""What must hold, whatever happened: after every step, and when everybody has done what they owe.

Each promise is a sentence for people, with what was seen instead. The companies' books decide, and what customers
heard; what is stored is only ever held against these.
"""

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from simulator.cloud.mail import Letter
from soak.stories.hearing import Hearing, Kind
from soak.stories.witness import CHECKOUT, Paid

Item = dict[str, Any]
Leap = tuple[datetime, datetime]

_SHORTEST_MONTH = 28
_DOUBT = ("AWAITING_CHARGE", "PENDING", "UNKNOWN")
_CHORES = ("RENEWAL", "ATTEMPT", "DOUBT", "OCCURRENCE")
_LATE = 3

# What is stored under its key may be asked for again for so long; for a day less an hour at PPRO.
_REPEATABLE = timedelta(hours=23)


@dataclass(frozen=True)
class Seen:
    """The state of one room: the companies' money, what was heard, what is stored.

    `charged` are the checkouts of which a company has any charge, also one that took nothing; `reserved` those for
    which one has, or once had, money put aside. `leaps` are when the
    clock went on and nobody did anything meanwhile.
    """

    paid: Sequence[Paid]
    hearing: Hearing
    items: Sequence[Item]
    asked: dict[str, datetime]
    now: datetime
    charged: Set[str] = frozenset()
    reserved: Set[str] = frozenset()
    leaps: Sequence[Leap] = ()

    @property
    def orders(self) -> list[Item]:
        """The stored orders."""
        return [item for item in self.items if str(item.get("sk", "")).startswith("ORDER#")]


def broken_now(seen: Seen) -> Iterator[str]:
    """What is wrong after a step."""
    yield from _charged_once(seen)
    yield from _no_more_back_than_was_taken(seen)
    yield from _orders_have_their_money(seen)
    yield from _all_was_agreed_to(seen)
    yield from _renewals_keep_to_their_terms(seen)
    yield from _nothing_after_the_end(seen)
    yield from _claims_are_true(seen)


@dataclass(frozen=True)
class Office:
    """What left the back office; `again` are the orders whose letter the merchant had sent once more."""

    letters: Sequence[Letter]
    again: Set[str] = frozenset()


def broken_at_last(seen: Seen, office: Office | None = None) -> Iterator[str]:
    """What is wrong when companies have decided, notifications have come, and days have gone by."""
    yield from broken_now(seen)
    known = {str(order["id"]) for order in seen.orders}
    in_doubt = set() if office else {str(it["id"]) for it in seen.items if it.get("state") in _DOUBT}
    for paid in seen.paid:
        if paid.order not in known | in_doubt:
            yield f"{paid} was taken or reserved, and there is no order"
    if office is not None:
        gone = {paid.order for paid in seen.paid if paid.user in seen.hearing.left}
        yield from _everybody_got_a_letter(known - gone, office)
        yield from _nothing_is_left_over(seen)


def _charged_once(seen: Seen) -> Iterator[str]:
    for order, times in Counter(paid.order for paid in seen.paid).items():
        if times > 1:
            yield f"order {order} was charged {times} times"


def _no_more_back_than_was_taken(seen: Seen) -> Iterator[str]:
    for paid in seen.paid:
        if paid.returned > paid.amount:
            yield f"{paid.returned} went back of {paid}"


def _orders_have_their_money(seen: Seen) -> Iterator[str]:
    money = {paid.order: paid for paid in seen.paid}
    stored = [str(order["id"]) for order in seen.orders]
    if len(stored) > len(set(stored)):
        yield "an order is stored twice"
    for order in seen.orders:
        total = order["quote"]["total"]
        amount, paid = Decimal(total["minor"]).scaleb(-2), money.get(str(order["id"]))
        if paid is None and not order.get("shipments") and str(order["id"]) in seen.reserved:
            # Only reserved, and let go: by the merchant, or by the company when its time was over.
            continue
        if paid is None:
            yield f"order {order['id']} exists, and nothing was taken or reserved for it"
        elif (paid.amount, paid.currency) != (amount, total["currency"]):
            yield f"order {order['id']} says {amount} {total['currency']}, but {paid} was taken"


def _all_was_agreed_to(seen: Seen) -> Iterator[str]:
    """No charge without a yes of its own to exactly that price."""
    once = (Kind.ORDER, Kind.PLAN)
    yeses = Counter((it.user, it.amount) for it in seen.hearing.agreed if it.kind in once)
    charges = Counter((it.user, it.amount) for it in seen.paid if len(it.reference) == CHECKOUT)
    for (user, amount), times in charges.items():
        if times > yeses[user, amount]:
            yield f"{amount} was charged {times} times, and {yeses[user, amount]} yeses were said to it"


def _renewals_keep_to_their_terms(seen: Seen) -> Iterator[str]:
    """At most one charge a period, at the price that was heard, and not before its time."""
    terms = [it for it in seen.hearing.agreed if it.kind is not Kind.ORDER]
    renewals = [paid for paid in seen.paid if paid.is_renewal]
    for paid in renewals:
        if not any(it.user == paid.user and it.amount == paid.amount for it in terms):
            yield f"{paid} renews what nobody agreed to at that price"
    for (user, subscription), times in Counter((it.user, it.reference[:26]) for it in renewals).items():
        since = min((it.at for it in terms if it.user == user), default=seen.now)
        if times > (seen.now - since).days // _SHORTEST_MONTH:
            yield f"{subscription} was renewed {times} times since {since:%Y-%m-%d}"


def _nothing_after_the_end(seen: Seen) -> Iterator[str]:
    for paid in seen.paid:
        ended = seen.hearing.ended.get(paid.user)
        if ended is None or not paid.is_renewal:
            continue
        anew = any(
            it.user == paid.user and it.kind is not Kind.ORDER and it.at >= ended for it in seen.hearing.agreed
        )
        if not anew and seen.asked.get(paid.reference, ended) > ended:
            yield f"{paid} was asked for after the customer heard that nothing more is charged"


def _claims_are_true(seen: Seen) -> Iterator[str]:
    numbers = {str(order["number"]) for order in seen.orders}
    known = {str(order["id"]) for order in seen.orders}
    for told in seen.hearing.claims:
        theirs = [paid for paid in seen.paid if paid.user == told.user]
        if told.claim == "placed":
            if not theirs:
                yield "an order was called placed, and its customer was never charged"
            if told.number and told.number not in numbers:
                yield f"a card confirms order {told.number}, and there is none"
        elif [paid for paid in theirs if paid.is_taken and paid.order not in known]:
            yield "a customer heard that nothing was charged, and money is gone without an order"


def _everybody_got_a_letter(known: set[str], office: Office) -> Iterator[str]:
    sent = Counter(letter.reference for letter in office.letters)
    for name, times in sent.items():
        if times > 1 and name.partition(".")[0] not in office.again:
            yield f"letter {name} was sent {times} times"
    for order_id in sorted(known):
        if not any(name.startswith(f"{order_id}.") for name in sent):
            yield f"nobody was written to about order {order_id}"


def _nothing_is_left_over(seen: Seen) -> Iterator[str]:
    """What the clock looks after is done, or still has time; a doubt may be left to the merchant."""
    for item in seen.items:
        page, due = _page(item), item.get("agenda_at")
        late = due is not None and (seen.now - datetime.fromisoformat(str(due))).days >= _LATE
        if late and page in _CHORES and not (page == "DOUBT" and _is_the_merchants(seen, item)):
            yield f"{page.lower()} {item['sk']} has waited since {due}"


def _is_the_merchants(seen: Seen, doubt: Item) -> bool:
    """Whether only a person can end it, and knows of it.

    So it is if its company has no charge under its name, nobody was there to ask again before the key of the
    request was forgotten, and the merchant has a task that says so. Whatever could be found out, or asked for
    again, is no such doubt.
    """
    forgotten = datetime.fromisoformat(str(doubt["agenda_at"])) + _REPEATABLE
    overslept = any(since < forgotten <= until for since, until in seen.leaps)
    tasks = {str(item["subject_id"]) for item in seen.items if _page(item) == "TASK" and _settles(item)}
    return overslept and str(doubt["id"]) in tasks - seen.charged


def _settles(task: Item) -> bool:
    return dict(task["details"]).get("task") == "settle_charge"


def _page(item: Item) -> str:
    """The kind of what is due; blank where nothing is."""
    parts = str(item.get("agenda", "")).split("#")
    return parts[-2] if len(parts) > 1 else ""
