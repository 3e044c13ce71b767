"""Opens shops for tests, in this process and without a network: each has tables and a ledger of its own."""

import inspect
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime
from random import Random
from types import TracebackType
from typing import Any, Self

from simulator.alexa.ears import Ears
from simulator.cloud.crossings import Outside
from simulator.cloud.double import Cloud
from simulator.cloud.shop import SKILL_ID
from simulator.language.interaction_model import InteractionModel, read_models
from simulator.stage.clock import Clock
from simulator.stage.stage import ids_from, set_up
from simulator.testing.shops import Shop
from voicetill.wiring.till import open_till

PARTS = tuple(name for name in inspect.signature(open_till).parameters if name not in ("dynamodb", "clock"))
"""What can be handed in, in the place of the shop's own; the table and the clock are the rehearsal's."""


class Backstage:
    """What takes a while to make and holds nothing of any conversation, so that rooms can share it."""

    def __init__(self) -> None:
        self.cloud = Cloud(inside=True)
        self.models = read_models()
        self.ears = Ears(self.models, skill_id=SKILL_ID)

    def __enter__(self) -> Self:
        self.cloud.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.cloud.__exit__(kind, error, trace)


@contextmanager
def rehearsal_room(
    *,
    at: datetime | None = None,
    seed: int | None = 0,
    settings: Mapping[str, str] | None = None,
    models: Mapping[str, InteractionModel] | None = None,
    backstage: Backstage | None = None,
    route: str | None = None,
    outside: Outside | None = None,
    **parts: Any,  # noqa: ANN401 - as open_till has them
) -> Iterator[Shop]:
    """Open a shop until the block ends.

    - `at`: the time stands still there, but for `pass_time`; without it, it goes as the real one does
    - `seed`: makes all ids the same in every run; None for new ones each time
    - `settings`: variables of the function's environment that differ from the template's
    - `models`: interaction models by locale, in the place of those in the skill package
    - `parts`: in the place of the shop's own: catalogue=, markets=, speeches=, files=, payments= and whatever else
      `voicetill.wiring.till.open_till` takes
    - `route`: the payment companies that the server charges through: "ppro", "amazon_pay_v2", or both with a
      comma; without it Amazon Pay is asked through Alexa
    - `outside`: what every call that leaves a door goes through (`simulator.cloud.crossings`)
    - `backstage`: shares what is costly to make with other rooms
    """
    _demand_known(parts)
    _demand_time_zone(at)
    random = Random(seed)  # noqa: S311 - pretend ids
    skill_id = (settings or {}).get("SKILL_ID", SKILL_ID)
    with ExitStack() as own:
        behind = backstage or own.enter_context(Backstage())
        stage = set_up(
            behind.cloud,
            watched=True,
            clock=Clock(at),
            random=random,
            new_id=ids_from(random) if seed is not None else None,
            settings=settings,
            models=models or behind.models,
            ears=behind.ears if not models and skill_id == SKILL_ID else None,
            parts=parts,
            route=route,
            outside=outside,
        )
        try:
            yield Shop(stage)
        finally:
            stage.strike()


def _demand_known(parts: Mapping[str, object]) -> None:
    if unknown := sorted(set(parts) - set(PARTS)):
        raise TypeError(f"nothing of the shop is named {', '.join(unknown)}; known are {', '.join(PARTS)}")


def _demand_time_zone(at: datetime | None) -> None:
    if at is not None and at.tzinfo is None:
        raise ValueError("say in which time zone the clock stands: datetime(2026, 12, 24, tzinfo=UTC)")
