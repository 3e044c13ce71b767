"""The judge: what was really moved is read in the companies' ledgers, and everything else has to agree with it.

One sentence is given for every promise that is not kept. What holds at any moment is judged by
`broken_at_any_moment`; what may take its time, by `broken_in_the_end`, when everybody had time.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from simulator.amazon_pay.ledger import Charged
from simulator.stage.companies import Flow, Moved
from simulator.testing import Shop

_WITHOUT_CENTS = frozenset({"JPY"})
_IN_DOUBT = frozenset({"AWAITING_CHARGE", "PENDING", "UNKNOWN"})
_ATTEMPT_DIGITS = 2
"""A charge's reference is the id of what it is for, and the number of the try in two digits."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Money that left a customer for an order, as a company wrote it down."""

    order_id: str
    charge_id: str
    amount: Decimal
    currency: str
    at: datetime


@dataclass(frozen=True)
class Books:
    """Everything at one moment: what the companies wrote down, and what we did."""

    taken: Sequence[Taken]
    reserved: Collection[str]
    """The ids of the orders for which money is, or was, at least reserved."""

    returned: Mapping[str, Decimal]
    """What went back, by the charge that it went back of."""

    items: Sequence[Mapping[str, Any]]

    @cached_property
    def orders(self) -> Sequence[Mapping[str, Any]]:
        """The stored orders."""
        return [item for item in self.items if str(item["sk"]).startswith("ORDER#")]

    @cached_property
    def paid(self) -> Mapping[str, Sequence[Taken]]:
        """What was taken, by the order that it was taken for."""
        found: dict[str, list[Taken]] = defaultdict(list)
        for each in self.taken:
            found[each.order_id].append(each)
        return found

    @cached_property
    def proven(self) -> Collection[str]:
        """The ids of the orders for which there is money."""
        return {*self.paid, *self.reserved}


def books_of(shop: Shop) -> Books:
    """Read everything."""
    held = {_order_id(charge.reference) for charge in shop.ledger.reservations}
    if shop.room.back_office is None:
        return Books([_charged(charge) for charge in shop.ledger.charges], held, {}, shop.items)
    moved = shop.purse.moved
    back: dict[str, Decimal] = defaultdict(Decimal)
    for move in moved:
        if move.flow is Flow.RETURNED:
            back[move.charge_id] += move.amount
        elif move.flow is Flow.RESERVED:
            held.add(_order_id(move.reference))
    return Books([_moved(move) for move in moved if move.flow is Flow.TAKEN], held, back, shop.items)


def broken_at_any_moment(books: Books) -> list[str]:
    """Judge what has to be so even in the middle of trouble: no order without money, and none charged twice."""
    return [*_orders_without_money(books), *_charged_twice(books), *_other_amounts(books), *_too_much_back(books)]


def broken_in_the_end(shop: Shop, books: Books, *, raised: Collection[str] = ()) -> list[str]:
    """Judge what has to be so when everybody had time to do what they owe.

    `raised` are texts in which something that waits for a person may have been named, such as lines of the log.
    """
    waiting = _Waiting(shop, raised)
    return [
        *broken_at_any_moment(books),
        *_paid_and_forgotten(shop, books, waiting),
        *_unreadable(shop, books),
        *_stuck(shop, books, waiting),
    ]


def unlisted(shop: Shop) -> Iterator[str]:
    """Judge whether the merchant can list everything; slow, as a list reads every page of the index."""
    today = shop.room.clock().date()
    since = (today - timedelta(days=90)).isoformat()
    yield from _refused(shop, {"do": "orders", "from": since, "limit": 1000})
    yield from _refused(shop, {"do": "subscriptions"})
    yield from _refused(shop, {"do": "tasks", "days": 365, "limit": 1000})
    yield from _refused(shop, {"do": "report", "from": since, "to": today.isoformat()})


class _Waiting:
    """What somebody is told to look at; the merchant's list is read when it is first needed."""

    def __init__(self, shop: Shop, raised: Collection[str]) -> None:
        self._shop = shop
        self._raised = "\n".join(raised)

    def __contains__(self, id_: str) -> bool:
        return id_ in self._raised or id_ in self._tasks

    @cached_property
    def _tasks(self) -> str:
        return json.dumps(self._shop.desk({"do": "tasks", "days": 365, "limit": 1000}), default=str)


def amount_of(money: Mapping[str, Any]) -> Decimal:
    """Return a stored amount in its currency's major unit."""
    return Decimal(money["minor"]).scaleb(0 if money["currency"] in _WITHOUT_CENTS else -2)


def _order_id(reference: str) -> str:
    return reference[:-_ATTEMPT_DIGITS]


def _charged(charge: Charged) -> Taken:
    reference = charge.reference
    return Taken(_order_id(reference), reference, charge.amount, charge.currency, charge.at)


def _moved(move: Moved) -> Taken:
    return Taken(_order_id(move.reference), move.charge_id, move.amount, move.currency, move.at)


def _orders_without_money(books: Books) -> Iterator[str]:
    for order in books.orders:
        if str(order["id"]) not in books.proven:
            yield f"order {order['id']} stands, and the ledger has no money for it"


def _charged_twice(books: Books) -> Iterator[str]:
    for order_id, charges in books.paid.items():
        if len(charges) > 1:
            yield f"{order_id} was charged {len(charges)} times"


def _other_amounts(books: Books) -> Iterator[str]:
    for order in books.orders:
        total = order["quote"]["total"]
        wanted = amount_of(total), total["currency"]
        for each in books.paid.get(str(order["id"]), ()):
            if (each.amount, each.currency) != wanted:
                told = f"{wanted[0]} {wanted[1]}"
                yield f"order {order['id']} is of {told}, and {each.amount} {each.currency} was taken"


def _too_much_back(books: Books) -> Iterator[str]:
    taken = {each.charge_id: each.amount for each in books.taken}
    for charge_id, amount in books.returned.items():
        if amount > taken.get(charge_id, Decimal()):
            yield f"{amount} went back of charge {charge_id}, of which {taken.get(charge_id, 0)} was taken"


def _paid_and_forgotten(shop: Shop, books: Books, waiting: _Waiting) -> Iterator[str]:
    """Whoever was charged has an order, or at least somebody is told to look at it: where nobody can ask."""
    known = {str(order["id"]) for order in books.orders}
    for each in books.taken:
        if each.order_id in known:
            continue
        if shop.room.back_office is not None:
            yield f"{each.amount} {each.currency} was taken for {each.order_id}, and there is no such order"
        elif each.order_id not in waiting:
            yield f"{each.amount} {each.currency} was taken for {each.order_id}, and nobody is told of it"


def _unreadable(shop: Shop, books: Books) -> Iterator[str]:
    for order in books.orders:
        yield from _refused(shop, {"do": "order", "order": str(order["id"])})


def _refused(shop: Shop, request: dict[str, Any]) -> Iterator[str]:
    answer = shop.desk(request)
    if not answer["ok"]:
        yield f"the merchant asked {request} and was told {answer['error']}"


def _stuck(shop: Shop, books: Books, waiting: _Waiting) -> Iterator[str]:
    """Whatever is not over and nobody will look at again, unless a person is told of it."""
    now = shop.room.clock()
    for item in books.items:
        key, id_ = str(item["sk"]), str(item["id"])
        if key == "ATTEMPT" and item.get("settled_at") is None and id_ not in waiting:
            yield f"attempt {id_} has no result, and nobody is told of it"
        if "CHECKOUT" in key and item.get("state") in _IN_DOUBT and id_ not in waiting:
            yield f"checkout {id_} is {item['state']}, and nobody is told of it"
        if shop.room.back_office is not None and _is_overdue(item, now):
            yield f"{key} was due at {item['agenda_at']}, and nothing came of it"


def _is_overdue(item: Mapping[str, Any], now: datetime) -> bool:
    """Whether the clock should have done something by now (the index of what is due: SHOP#KIND#PAGE)."""
    kinds = ("RENEWAL", "ATTEMPT", "OCCURRENCE")
    if "agenda_at" not in item or str(item["agenda"]).split("#")[-2] not in kinds:
        return False
    return datetime.fromisoformat(str(item["agenda_at"])) <= now
