"""For other people's tests: `from simulator.testing import shop`, and a test can talk to the shop.

The one `__init__.py` with something in it: who writes a shop's tests need not know the rooms of this house.
Without pytest there is still `rehearsal_room`.
"""

from contextlib import suppress

from simulator.testing.replies import Reply
from simulator.testing.rooms import Backstage, rehearsal_room
from simulator.testing.shops import Shop
from simulator.testing.talks import Disappointed, InVain

with suppress(ModuleNotFoundError):
    from simulator.testing.fixtures import OpenShop, open_shop, shop

__all__ = [
    "Backstage",
    "Disappointed",
    "InVain",
    "OpenShop",
    "Reply",
    "Shop",
    "open_shop",
    "rehearsal_room",
    "shop",
]
