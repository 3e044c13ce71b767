"""The merchant's command: any words, at the desk of a shop that has sold something."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from typing import Any

from ops.__main__ import main
from simulator.testing import Shop
from soak.hostile import words
from soak.hostile.chance import Chance, one_of, perhaps
from soak.hostile.judging import demand
from soak.hostile.rooms import Case, Rooms, rooms
from soak.hostile.target import Meter, Target
from soak.hostile.targets.doors import begun

_ORDER, _SUBSCRIPTION = "ORDER", "SUBSCRIPTION"
_SAID: Sequence[Sequence[str]] = (
    ("orders", "--from", "2026-03-01", "--to", "2026-03-02", "--limit", "5"),
    ("order", _ORDER, "--address"),
    ("report", "--from", "2026-03-01", "--to", "2026-03-02", "--by", "product", "--csv"),
    ("tasks", "--days", "7"),
    ("subscriptions", "--order", _ORDER),
    ("subscription", _SUBSCRIPTION),
    ("ship", _ORDER, "--carrier", "Post", "--tracking", "1Z", "--yes"),
    ("refund", _ORDER, "--amount", "1.00", "--note", "n", "--yes"),
    ("refund", _ORDER, "--dry-run"),
    ("refuse", _ORDER, "--because", "no", "--yes"),
    ("approve", _ORDER, "--yes"),
    ("cancel", _ORDER, "--yes"),
    ("resend", _ORDER, "--email", "a@b.example", "--yes"),
    ("settle", _ORDER, "--paid", "--charge-id", "c", "--yes"),
    ("close-agreement", "--order", _ORDER, "--yes"),
    ("cancel-subscription", _SUBSCRIPTION, "--yes"),
    ("close-task", "x", "--yes"),
    ("export", _ORDER),
    ("switch",),
)
_FLAGS = ("--json", "--csv", "--yes", "--dry-run", "--help", "--", "-", "--record", "--over", "--second", "x")


@dataclass
class Command:
    """The command, at the desk of a room."""

    rooms: Rooms

    def make(self, chance: Chance) -> list[str]:
        """Return words; those in capitals stand for the order and the subscription that there are."""
        said = list(one_of(chance, _SAID))
        for _ in range(chance.below(4)):
            place = chance.below(len(said) + 1)
            match chance.below(4):
                case 0 | 1:
                    said[place : place + 1] = [words.text(chance)]
                case 2:
                    said.insert(place, one_of(chance, _FLAGS))
                case _:
                    del said[place : place + 1]
        if perhaps(chance):
            said.append("--json")
        # Words of a command line hold no NUL.
        return [word.replace("\0", "") for word in said]

    def knock(self, given: Sequence[str], meter: Meter) -> None:
        """Give the command, and judge its exit code and what it prints."""
        room = self.rooms.at(_ROOM)
        room.begin()
        spoken = [room.true.get(word, word) for word in given]
        out = TextIOWrapper(BytesIO(), encoding="utf-8", errors="surrogateescape", write_through=True)
        try:
            code = meter(lambda: _run(spoken, room.shop, out))
            demand(code in (0, 1, 2), f"exit code {code}")
            _judge_json(given, out, code)
            moves = any(word in given for word in ("refund", "approve", "cancel", "ship", "settle"))
            demand(room.money == room.moved or moves, "money moved, and nobody had said so")
        finally:
            self.rooms.leave(_ROOM)


def _run(spoken: Sequence[str], shop: Shop, out: TextIOWrapper) -> object:
    errors = TextIOWrapper(BytesIO(), encoding="utf-8", errors="backslashreplace", write_through=True)
    with redirect_stdout(out), redirect_stderr(errors):
        try:
            return main(spoken, desk=shop.back_office.doors.merchant)
        except SystemExit as end:
            return end.code


def _judge_json(given: Sequence[str], out: TextIOWrapper, code: object) -> None:
    """Whoever asks for JSON gets one document, unless the words were none."""
    text = out.buffer.getvalue().decode("utf-8", "surrogateescape")  # type: ignore[attr-defined]
    if "--json" not in given or "--csv" in given or not text or any(word in given for word in ("--help", "-h")):
        return
    try:
        told: Mapping[str, Any] = json.loads(text)
    except ValueError:
        demand(False, f"no JSON document with exit code {code}: {text[:200]!r}")
        return
    demand(isinstance(told.get("ok"), bool), "the document does not say whether it is done")


def _prepared(shop: Shop) -> dict[str, Any]:
    begun(shop)
    (order,) = (item for item in shop.items if str(item["sk"]).startswith("ORDER#"))
    (subscription,) = (item for item in shop.items if str(item["sk"]).startswith("SUBSCRIPTION#"))
    return {_ORDER: str(order["number"]), _SUBSCRIPTION: str(subscription["sk"]).partition("#")[2]}


_ROOM = Case("command", _prepared, route="ppro")


@contextmanager
def _opened() -> Iterator[Command]:
    with rooms() as all_of_them:
        yield Command(all_of_them)


COMMAND = Target("command", _opened)
