"""Sets the stage for one conversation in this process: a fresh cloud, the skill's own door, a room."""

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from simulator.cloud.double import Cloud, Deployment
from simulator.stage.rehearsal import Handler, Rehearsal

DOOR = "lambda_function"
"""The module that Lambda would load, by the name that `template.yaml` gives it."""


@dataclass(frozen=True)
class Stage:
    """A room, and a look at what is stored."""

    room: Rehearsal
    cloud: Cloud
    deployment: Deployment

    def orders(self) -> list[dict[str, Any]]:
        """The stored orders."""
        return self.cloud.orders(self.deployment)

    def count_orders(self) -> int:
        """How many there are."""
        return len(self.orders())


@contextmanager
def stage() -> Iterator[Stage]:
    """A stage that is struck when the block ends."""
    with Cloud() as cloud:
        deployment = cloud.deploy()
        deployment.enter()
        yield Stage(Rehearsal(_door()), cloud, deployment)


def _door() -> Handler:
    """The door reads the environment when it is imported, so it is imported last."""
    handler: Handler = importlib.import_module(DOOR).lambda_handler
    return handler
