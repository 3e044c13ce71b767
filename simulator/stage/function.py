"""The skill's Lambda function: cold at first, then warm, and cold again when a tester says so.

It opens by the very door that Lambda loads. Only where something has to be handed in (a clock that was moved, ids
that repeat, a wire that is watched or cut) it opens by `voicetill.wiring`, as the door does, with these in their
places.
"""

import importlib
import sys
from collections.abc import Callable, Mapping
from copy import copy
from typing import TYPE_CHECKING, Any

from simulator.cloud.crossings import Outside
from simulator.cloud.deployment import BUYER_API, Deployment
from simulator.cloud.parameters import NAMED_BY, SWITCH, PretendParameters
from simulator.cloud.wire import FunctionDied, Wire
from simulator.stage.buyer_api import BuyerApi
from simulator.stage.clock import Clock
from simulator.stage.crossing import alexa_fetch

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Handler = Callable[[dict[str, Any], object], object]

SKILL = "skill"
"""What this door is called among those of a room."""

DOOR = "lambda_function"
"""The module that Lambda would load, by the name that `template.yaml` gives it."""


class SkillFunction:
    """What Lambda calls.

    `watched` writes down the DynamoDB calls of each turn from the first one on; `new_id` makes the skill's ids
    where they have to be the same in every run; `parts` take the place of the shop's own, by the names that
    `open_till` has for them, and so do those that `fresh` makes anew whenever it opens. Every call that leaves it
    goes through an `outside`, if there is one. `parameters` hold the merchant's switch.
    """

    def __init__(
        self,
        deployment: Deployment,
        client: Callable[..., "DynamoDBClient"],
        clock: Clock,
        *,
        watched: bool = False,
        new_id: Callable[[], str] | None = None,
        parts: Mapping[str, Any] | None = None,
        fresh: Callable[[], Mapping[str, Any]] = dict,
        outside: Outside | None = None,
        parameters: PretendParameters | None = None,
    ) -> None:
        self.wire = Wire()
        self.parameters = parameters or PretendParameters()
        self._deployment = deployment
        self._client = client
        self._clock = clock
        self._parts = {**({"new_id": new_id} if new_id else {}), **(parts or {})}
        self._fresh = fresh
        self._outside = outside
        self._hands_in = watched or bool(self._parts) or bool(fresh()) or outside is not None
        self._led: Callable[[], Mapping[str, str]] = dict
        self._handler: Handler | None = None
        self._opened_by_door = False

    def lead_to(self, buyer_api: BuyerApi) -> None:
        """Let the skill ask for addresses in this room, and nowhere else."""
        if self._deployment.inside is not None:
            fetch = alexa_fetch(buyer_api.fetch, self._outside) if self._outside else buyer_api.fetch
            self._parts, self._hands_in = {"fetch": fetch, **self._parts}, True
            # Amazon's own hosts are called, by their names, but by that.
            self._led = lambda: {BUYER_API: ""}
        else:
            self._led = lambda: {BUYER_API: buyer_api.address}

    def __call__(self, event: dict[str, Any], context: object) -> object:
        """Answer one event; a cold function opens the till first. Raises FunctionDied when told to die."""
        if self._outside is None:
            return self._answer(event, context)
        return self._outside.invoke(SKILL, event, lambda: self._answer(event, context))

    def _answer(self, event: dict[str, Any], context: object) -> object:
        handler = self._warm()
        self.wire.begin_turn()
        try:
            answer = handler(event, context)
            self.wire.answers()
        except FunctionDied:
            self.go_cold()
            raise
        finally:
            self.wire.end_turn()
        return answer

    def twin(self) -> "SkillFunction":
        """Another container of the same function, cold, as Lambda starts one when two events come at once."""
        twin = copy(self)
        twin.wire = Wire()
        twin.go_cold()
        return twin

    def go_cold(self) -> None:
        """The next event meets a function that remembers nothing."""
        self._handler = None

    def _warm(self) -> Handler:
        hands_in = self._hands_in or self.wire.tampered or self.parameters.touched or not self._clock.is_real
        if self._handler is None or (hands_in and self._opened_by_door):
            led = {NAMED_BY: SWITCH} if hands_in else {}
            with self._deployment.entered(**led, **self._led()):
                self._handler = self._by_wiring() if hands_in else _by_door()
            self._opened_by_door = not hands_in
        return self._handler

    def _by_wiring(self) -> Handler:
        from voicetill.wiring.till import open_till  # noqa: PLC0415 - loading the skill is part of opening it

        client = self._client()
        self.wire.attach(client.meta.events)
        own = {"dynamodb": client, "clock": self._clock, "ssm": self.parameters}
        handler: Handler = open_till(**{**own, **self._fresh(), **self._parts})
        return handler


def _by_door() -> Handler:
    """The door reads the environment when it is imported, so a cold function imports it anew."""
    sys.modules.pop(DOOR, None)
    handler: Handler = importlib.import_module(DOOR).lambda_handler
    return handler
