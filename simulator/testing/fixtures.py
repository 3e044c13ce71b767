"""Fixtures for pytest. Each test has a shop of its own; a failure shows what was said in it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from simulator.cloud.double import Cloud
from simulator.testing.rooms import rehearsal_room
from simulator.testing.shops import Shop

OpenShop = Callable[..., Shop]
"""Opens a shop with the options of `rehearsal_room`."""

_CLOUD = pytest.StashKey[Cloud]()


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
        shop = open_rooms.enter_context(rehearsal_room(cloud=_shared_cloud(request.config), **options))
        open_rooms.callback(_show, request.node, shop)
        return shop

    return opened


def _show(test: pytest.Item, shop: Shop) -> None:
    """Let pytest show what was said if the test failed, unless the failure says it already."""
    if not shop.was_told:
        test.add_report_section("teardown", "conversation", f"{shop.transcript}\n")


def _shared_cloud(config: pytest.Config) -> Cloud:
    """One for the whole run, as botocore takes a while to learn what DynamoDB is; it keeps no test's tables."""
    if _CLOUD not in config.stash:
        cloud = Cloud(inside=True)
        config.add_cleanup(lambda: cloud.__exit__(None, None, None))
        config.stash[_CLOUD] = cloud.__enter__()
    return config.stash[_CLOUD]
