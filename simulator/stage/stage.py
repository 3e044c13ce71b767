"""Sets the stage for conversations in this process: a fresh cloud, the skill's function, a room."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from typing import Any

from simulator.cloud.deployment import Deployment
from simulator.cloud.double import Cloud
from simulator.stage.clock import Clock
from simulator.stage.function import SkillFunction
from simulator.stage.rehearsal import Rehearsal


@dataclass(frozen=True)
class Stage:
    """A room, and a look at what is stored."""

    room: Rehearsal
    cloud: Cloud
    deployment: Deployment

    def items(self) -> list[dict[str, Any]]:
        """Every stored item: customers, checkouts, orders."""
        return self.cloud.items(self.deployment)

    def orders(self) -> list[dict[str, Any]]:
        """The stored orders."""
        return self.cloud.orders(self.deployment)

    def count_orders(self) -> int:
        """How many there are."""
        return len(self.orders())


@contextmanager
def stage(*, watched: bool = False, inside: bool = False, clock: Clock | None = None) -> Iterator[Stage]:
    """A stage that is struck when the block ends.

    `watched` writes down the DynamoDB calls of each turn; `inside` keeps the cloud in this process.
    """
    with Cloud(inside=inside) as cloud:
        yield set_up(cloud, watched=watched, clock=clock)


def set_up(
    cloud: Cloud, *, watched: bool = False, clock: Clock | None = None, random: Random | None = None
) -> Stage:
    """A stage with tables of its own in a cloud that several share."""
    clock, deployment = clock or Clock(), cloud.deploy()
    function = SkillFunction(deployment, cloud.client, clock, watched=watched)
    return Stage(Rehearsal(function, clock=clock, random=random or Random()), cloud, deployment)  # noqa: S311 - pretend ids
