"""The judge of money: the companies' own ledgers, whatever anybody answered, said, stored or wrote."""

from collections import Counter
from decimal import Decimal
from typing import Any

from simulator.testing import Shop

_MINOR = {"JPY": 0}


def amount(money: dict[str, Any]) -> Decimal:
    """A stored amount in its currency's major unit."""
    return Decimal(money["minor"]).scaleb(-_MINOR.get(str(money["currency"]), 2))


def attempts_at(shop: Shop, order: dict[str, Any]) -> list[Any]:
    """What was taken under an order's name: the attempts at it are numbered with two digits."""
    id_ = str(order["id"])
    return [move for move in shop.purse.taken if move.reference[:-2] == id_]


def books_are_right(shop: Shop) -> bool:
    """Whether every order was charged once and its very amount, every charge has its order, and no more went back.

    And whoever was charged got the letter of it, once, as soon as the clock has struck.
    """
    shop.back_office.tick()
    orders = shop.orders
    for order in orders:
        taken = attempts_at(shop, order)
        assert len(taken) == 1, f"{order['id']} was charged {len(taken)} times"
        assert taken[0].amount == amount(order["quote"]["total"]), order["id"]
        assert taken[0].currency == order["quote"]["total"]["currency"]
        returned = sum((it.amount for it in shop.purse.returned if it.charge_id == taken[0].charge_id), Decimal())
        assert returned <= taken[0].amount
    known = {str(order["id"]) for order in orders}
    assert {move.reference[:-2] for move in shop.purse.taken} <= known, "money was taken without an order"
    letters = Counter(letter.reference for letter in shop.mail)
    assert not [name for name, times in letters.items() if times > 1], "a letter was sent twice"
    told = {order_id for order_id in known if any(name.startswith(f"{order_id}.") for name in letters)}
    assert told == known, f"nobody was written to about {known - told}"
    return True


def kinds(shop: Shop) -> list[str]:
    """What came to the bus, oldest first."""
    return [event.kind for event in shop.events]
