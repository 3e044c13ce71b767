"""Sets the stage for conversations in this process: a fresh cloud, the skill's function, a room."""

import string
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import TYPE_CHECKING, Any

from simulator.alexa.ears import Ears
from simulator.cloud.crossings import Outside
from simulator.cloud.deployment import Deployment
from simulator.cloud.diverting import divert
from simulator.cloud.double import Cloud
from simulator.language.interaction_model import InteractionModel, read_models
from simulator.stage.back_office import BackOffice
from simulator.stage.clock import Clock
from simulator.stage.companies import Chance
from simulator.stage.doors import Doors, secrets_from
from simulator.stage.function import SkillFunction
from simulator.stage.rehearsal import Rehearsal
from simulator.stage.route import route_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

ID_LETTERS, ID_LENGTH = string.ascii_lowercase + string.digits, 26
"""What the ids of checkouts are made of (`voicetill.wiring.till.open_till`, `new_id`)."""


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
        return self.cloud.count_orders(self.deployment)

    @cached_property
    def desk(self) -> Callable[[dict[str, Any]], dict[str, Any]]:
        """The merchant's desk: the back office's own, and on Alexa's route one that only looks into the table."""
        if self.room.back_office is not None:
            return self.room.back_office.doors.merchant
        from voicetill.wiring.ops import open_ops  # noqa: PLC0415 - loading it is part of opening it

        with self.deployment.entered():
            return open_ops(dynamodb=self.cloud.client(), clock=self.room.clock).answer

    def strike(self) -> None:
        """Leave nothing behind: neither tables nor anything that listens."""
        self.room.buyer_api.close()
        self.cloud.forget(self.deployment)


@contextmanager
def stage(
    *,
    watched: bool = False,
    inside: bool = False,
    clock: Clock | None = None,
    seed: int | None = None,
    route: str | None = None,
    settings: Mapping[str, str] | None = None,
) -> Iterator[Stage]:
    """A stage that is struck when the block ends.

    `watched` writes down the DynamoDB calls of each turn; `inside` keeps the cloud in this process; with a `seed`
    Alexa, Amazon Pay and the skill make the same ids in every run. `route` and `settings` are those of `set_up`.
    """
    random = Random(seed) if seed is not None else None  # noqa: S311 - pretend ids
    with Cloud(inside=inside) as cloud:
        staged = set_up(
            cloud,
            watched=watched,
            clock=clock,
            random=random,
            new_id=ids_from(random) if random else None,
            route=route,
            settings=settings,
        )
        try:
            yield staged
        finally:
            staged.strike()


def set_up(
    cloud: Cloud,
    *,
    watched: bool = False,
    clock: Clock | None = None,
    random: Random | None = None,
    new_id: Callable[[], str] | None = None,
    settings: Mapping[str, str] | None = None,
    models: Mapping[str, InteractionModel] | None = None,
    ears: Ears | None = None,
    parts: Mapping[str, Any] | None = None,
    route: str | None = None,
    outside: Outside | None = None,
) -> Stage:
    """A stage with tables of its own in a cloud that several share.

    `settings` are variables of the function's environment that differ from the template's; `models` are understood
    in the place of those in the skill package, by `ears` that rooms can share; `parts` take the place of the
    shop's own (`SkillFunction`). `route` names the payment companies that the server charges through
    (`route.ROUTES`); without it Amazon Pay is asked through Alexa. Every call that leaves a door goes through an
    `outside`, where there is one; it needs a cloud that is inside this process.
    """
    clock, chance = clock or Clock(), random or Random()  # noqa: S311 - pretend ids
    served = route_of(route, Chance(clock, chance), settings or {}) if route else None
    deployment = cloud.deploy({**(served.settings if served else {}), **(settings or {})})
    client = _clients(cloud, deployment, outside)
    doors = None
    if served:
        new_secret = secrets_from(chance) if new_id else None
        files = (parts or {}).get("files")
        doors = Doors(deployment, client, clock, served, new_id, new_secret, files, outside=outside)
    function = SkillFunction(
        deployment,
        client,
        clock,
        watched=watched,
        new_id=new_id,
        parts=parts,
        fresh=doors.around if doors else dict,
        outside=outside,
        parameters=doors.parameters if doors else None,
    )
    room = Rehearsal(
        function,
        models=models or read_models(),
        ears=ears,
        clock=clock,
        random=chance,
        skill_id=deployment.environment["SKILL_ID"],
        seller_id=deployment.environment["SELLER_ID"],
        sandbox_email=deployment.environment["SANDBOX_CUSTOMER_EMAIL"],
    )
    if doors:
        room.back_office = BackOffice(doors, clock, chance, lambda: cloud.items(deployment))
    function.lead_to(room.buyer_api)
    return Stage(room, cloud, deployment)


def _clients(cloud: Cloud, deployment: Deployment, outside: Outside | None) -> "Callable[..., DynamoDBClient]":
    """What makes a door's clients: the cloud's own, or led through an outside, and as patient as the real ones."""
    if outside is None:
        return cloud.client
    # The skill is loaded for whoever opens it.
    from voicetill.wiring.parts import PATIENCE  # noqa: PLC0415

    database = deployment.inside
    assert database is not None, "troubles are rehearsed inside the process"  # noqa: S101 - a tester's mistake
    return lambda config=PATIENCE: divert(cloud.client(config), database, outside)


def ids_from(random: Random) -> Callable[[], str]:
    """What makes the skill's ids out of this chance, in the shape that the skill's own have."""
    return lambda: "".join(random.choices(ID_LETTERS, k=ID_LENGTH))
