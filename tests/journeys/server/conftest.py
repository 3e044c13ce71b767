"""Customers who pay on the server's route, at each of the companies."""

from datetime import UTC, datetime

import pytest

from simulator.testing import OpenShop, Shop

MOMENT = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
ROUTES = ("ppro", "amazon_pay_v2")


@pytest.fixture(params=ROUTES)
def route(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def shop(open_shop: OpenShop, route: str) -> Shop:
    """The sample shop at a moment that stands still, with one payment company."""
    return open_shop(at=MOMENT, route=route)


@pytest.fixture
def linked(shop: Shop) -> Shop:
    """The same, with a customer who has linked and consented."""
    shop.link()
    return shop
