"""A whole purchase, lived through: pretend Alexa and pretend Amazon Pay around the real handler and real boto3."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from simulator.testing import OpenShop, Shop, open_shop
from voicetill.domain.products import Product
from voicetill.stores.catalogue import load_catalogue
from voicetill.stores.markets import load_markets

__all__ = ["open_shop"]

MOMENT = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)


@dataclass
class Shelf:
    """A catalogue that can change in the middle of a conversation."""

    products: dict[str, Product]

    def change(self, product_id: str, **changes: Any) -> None:
        self.products[product_id] = replace(self.products[product_id], **changes)

    def multiply_price(self, product_id: str, times: int) -> None:
        prices = self.products[product_id].prices
        self.change(product_id, prices={market: price * times for market, price in prices.items()})


@pytest.fixture
def shelf() -> Shelf:
    return Shelf(dict(load_catalogue(load_markets().markets).products))


@pytest.fixture
def shop(open_shop: OpenShop, shelf: Shelf) -> Shop:
    """The sample shop, at a moment that stands still, with a shelf that can change."""
    return open_shop(at=MOMENT, catalogue=shelf)


def stored(shop: Shop, sk: str) -> dict[str, Any]:
    """The only item of this sort key."""
    (item,) = (item for item in shop.items if item["sk"] == sk)
    return item


def charged_once_each(shop: Shop) -> bool:
    """Whether no order of this shop was charged twice, as Amazon Pay's ledger has it."""
    numbers = [charge.order_id for charge in shop.ledger.charges]
    return len(numbers) == len(set(numbers))


def paid_and_stored(shop: Shop) -> list[str]:
    """The numbers of the orders, after a look that ledger and table tell the same: one charge, one order."""
    numbers = [str(order["number"]) for order in shop.orders]
    assert sorted(numbers) == sorted(str(charge.order_id) for charge in shop.ledger.charges)
    return numbers
