"""The skill's door: envelopes of every kind, bent, and anything else that Lambda could hand over."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from simulator.alexa.responses import checked
from simulator.alexa.rules import RuleBroken
from simulator.customers import SCREEN, Device
from soak.hostile.bending import bent, found
from soak.hostile.chance import Chance, one_of, perhaps
from soak.hostile.rooms import Case, Prepared, Rooms, rooms
from soak.hostile.target import Meter, Target, Wrong
from soak.hostile.targets.said import FROM_SERVER, THROUGH_ALEXA, is_agreed, is_touched
from soak.hostile.values import junk

_LOCALES = ("de-DE", "fr-FR", "ja-JP", "en-GB", "xx-XX", "en", "")
_APL = "Alexa.Presentation.APL"
_ASKS_FOR_MONEY = {"yes": is_agreed, "touch": is_touched}
"""Where a charge may be asked for, which Amazon Pay then does or not: by whoever agrees to just that total."""


@dataclass
class Door:
    """The skill's door in its rooms."""

    rooms: Rooms
    cases: Mapping[str, Case]

    def make(self, chance: Chance) -> dict[str, Any]:
        """Return a point of a conversation, and an event."""
        case = self.cases[one_of(chance, tuple(self.cases))]
        if perhaps(chance, one_in=25):
            return {"at": case.name, "event": junk(chance)}
        event = bent(self.rooms.at(case).true, chance, most=4)
        if isinstance(event, dict) and isinstance(event.get("request"), dict) and perhaps(chance, one_in=8):
            event["request"]["locale"] = one_of(chance, _LOCALES)
        return {"at": case.name, "event": event}

    def knock(self, given: Mapping[str, Any], meter: Meter) -> None:
        """Hand the event in, and judge the answer by Alexa's rules, and the money by the companies' books."""
        case, event = self.cases[given["at"]], given["event"]
        room = self.rooms.at(case)
        room.begin()
        try:
            answer = meter(lambda: room.shop.room.handler(event, None))
            judge_answer(answer, event)
            _judge_money(case, room, event, answer)
        finally:
            self.rooms.leave(case)


def judge_answer(answer: object, event: object) -> None:
    """Demand what Alexa demands of an answer to this event."""
    kind = found(event, ("request", "type"))
    kind = kind if isinstance(kind, str) else ""
    device = Device("device", interfaces=SCREEN if _has_screen(event) else {})
    try:
        checked(answer, request_type=kind, device=device)
    except RuleBroken as error:
        raise Wrong(f"Alexa refuses the answer: {error}") from error


def _has_screen(event: object) -> bool:
    interfaces = found(event, ("context", "System", "device", "supportedInterfaces"))
    return isinstance(interfaces, dict) and _APL in interfaces


def _judge_money(case: Case, room: Prepared, event: Any, answer: Any) -> None:  # noqa: ANN401
    moved = room.money - room.moved
    placed = len(room.shop.orders) - room.orders if room.has_written else 0
    if (moved or placed) and not case.may_move(room.true, event):
        raise Wrong(f"money moved {moved} times and {placed} orders were placed, and nobody had said so")
    if max(moved, placed) > 1:
        raise Wrong(f"money moved {moved} times, and {placed} orders were placed")
    asked = [each for each in answer["response"].get("directives", ()) if each.get("name") == "Charge"]
    agrees = _ASKS_FOR_MONEY.get(case.name)
    if asked and not (agrees and agrees(room.true, event)):
        raise Wrong("a charge was asked for, and nobody had agreed to it")


def _opener(cases: Sequence[Case]) -> Any:  # noqa: ANN401 - what makes a context manager
    @contextmanager
    def opened() -> Iterator[Door]:
        with rooms() as all_of_them:
            yield Door(all_of_them, {case.name: case for case in cases})

    return opened


SKILL = Target("skill", _opener(THROUGH_ALEXA))
SKILL_ON_SERVER = Target("skill-server", _opener(FROM_SERVER))
