"""Rooms in which somebody tries what is not theirs to try, behind the real doors."""

from datetime import UTC, datetime

import pytest

from simulator.testing import OpenShop, Shop, open_shop

__all__ = ["open_shop"]

MOMENT = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
THIEF = "thief"
"""Somebody else, who speaks to a device of their own."""


@pytest.fixture
def by_voice(open_shop: OpenShop) -> Shop:
    """The shop where Amazon Pay is asked through Alexa."""
    return open_shop(at=MOMENT)


@pytest.fixture(params=["ppro", "amazon_pay_v2"])
def linked(open_shop: OpenShop, request: pytest.FixtureRequest) -> Shop:
    """The shop where the server charges, with a customer who has linked and consented."""
    shop = open_shop(at=MOMENT, route=request.param)
    shop.link()
    return shop
