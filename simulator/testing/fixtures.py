"""Fixtures for pytest. Each test has a shop of its own; a failure shows what was said in it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from simulator.testing.rooms import Backstage, rehearsal_room
from simulator.testing.shops import Shop

OpenShop = Callable[..., Shop]
"""Opens a shop with the options of `rehearsal_room`."""

_BACKSTAGE = pytest.StashKey[Backstage]()


@pytest.fixture
def shop(request: pytest.FixtureRequest) -> Iterator[Shop]:
    """The shop as this checkout has it."""
    with ExitStack() as open_rooms:
        yield _opener(request, open_rooms)()


@pytest.fixture
def open_shop(request: pytest.FixtureRequest) -> Iterator[OpenShop]:
    """Open as many shops as the test likes, each with options of `rehearsal_room`, such as files."""
    with ExitStack() as open_rooms:
        yield _opener(request, open_rooms)


def _opener(request: pytest.FixtureRequest, open_rooms: ExitStack) -> OpenShop:
    def opened(**options: Any) -> Shop:  # noqa: ANN401 - as rehearsal_room has them
        shop = open_rooms.enter_context(rehearsal_room(backstage=_backstage(request.config), **options))
        open_rooms.callback(_show, request.node, shop)
        return shop

    return opened


def _show(test: pytest.Item, shop: Shop) -> None:
    """Let pytest show what was said if the test failed, unless the failure says it already."""
    if not shop.was_told:
        test.add_report_section("teardown", "conversation", f"{shop.transcript}\n")


def _backstage(config: pytest.Config) -> Backstage:
    """One for the whole run; it keeps no test's tables."""
    if _BACKSTAGE not in config.stash:
        backstage = Backstage()
        config.add_cleanup(lambda: backstage.__exit__(None, None, None))
        config.stash[_BACKSTAGE] = backstage.__enter__()
    return config.stash[_BACKSTAGE]
