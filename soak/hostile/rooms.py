"""Rooms in which a conversation stands at a certain point, so that an input can be handed in just there.

After each input the table is as it was: what one left behind must not make the next one's fault. What companies
and containers remember stays for a while, as it does in life.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from simulator.cloud.wire import SAVES, Wire
from simulator.stage.companies import Flow
from simulator.stage.function import SkillFunction
from simulator.testing import Backstage, Shop, rehearsal_room

_MOST_RESTORED = 60

TODAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)

Request = dict[str, Any]
MayMove = Callable[[Request, Request], bool]
"""Whether money may move for the second, because it says the same as the first in all that counts."""


def never(true: Request, given: Request) -> bool:
    """No money moves, whatever is sent."""
    return False


@dataclass(frozen=True)
class Case:
    """A point of a conversation, and what is truly sent there."""

    name: str
    prepare: Callable[[Shop], Request]
    may_move: MayMove = never
    route: str | None = None
    files: Mapping[str, str] | None = None


Item = Mapping[str, Any]


@dataclass
class Stored:
    """What was in a room's tables at its point."""

    client: Any
    tables: Mapping[str, Mapping[str, Item]]

    @classmethod
    def of(cls, shop: Shop, client: Any) -> "Stored":  # noqa: ANN401 - boto3's
        """Look into the tables of a room."""
        names = shop._stage.deployment.tables.values()
        return cls(client, {name: _items(client, name) for name in names})

    def restore(self) -> None:
        """Put everything back."""
        for name, before in self.tables.items():
            now = _items(self.client, name)
            for key in now.keys() - before.keys():
                where = {part: now[key][part] for part in ("pk", "sk")}
                self.client.delete_item(TableName=name, Key=where)
            for key, item in before.items():
                if now.get(key) != item:
                    self.client.put_item(TableName=name, Item=item)


def _items(client: Any, table: str) -> dict[str, Item]:  # noqa: ANN401
    pages = client.get_paginator("scan").paginate(TableName=table, ConsistentRead=True)
    found = [item for page in pages for item in page["Items"]]
    return {f"{item['pk']['S']} {item['sk']['S']}": item for item in found}


@dataclass
class Prepared:
    """A room at its point."""

    shop: Shop
    true: Request
    moved: int
    orders: int
    close: ExitStack
    wire: Wire
    stored: Stored
    left: int = 0

    def begin(self) -> None:
        """Forget what was asked of the table so far."""
        self.wire.begin_turn()
        if isinstance(self.shop.room.handler, SkillFunction):
            self.shop.room.handler.wire.begin_turn()

    @property
    def has_written(self) -> bool:
        """Whether any door has written anything since then."""
        function = self.shop.room.handler
        calls = [*self.wire.calls, *(function.wire.calls if isinstance(function, SkillFunction) else ())]
        return any(call.operation in SAVES for call in calls)

    @property
    def money(self) -> int:
        """How often money moved so far, by the companies' own books."""
        return money_moves(self.shop)


def money_moves(shop: Shop) -> int:
    """Return how often money moved in a room, or was reserved, by the books of whoever moves it."""
    if shop.room.back_office is not None:
        moved = shop.purse.moved
        charged = {move.reference for move in moved if move.flow in (Flow.TAKEN, Flow.RESERVED)}
        return len(charged) + len([move for move in moved if move.flow is Flow.RETURNED])
    return len(shop.ledger.charges) + len(shop.ledger.reservations)


@dataclass
class Rooms:
    """All rooms of one target."""

    backstage: Backstage
    _open: dict[str, Prepared] = field(default_factory=dict)

    def at(self, case: Case) -> Prepared:
        """Return a room in which nothing has happened since its point."""
        if case.name not in self._open:
            self._open[case.name] = self._prepared(case)
        return self._open[case.name]

    def leave(self, case: Case, *, written: bool = False) -> None:
        """Leave the room as it was found; where money moved, or after a while, the next one is fresh.

        `written` says that somebody else than the doors wrote in it.
        """
        room = self._open[case.name]
        room.left += 1
        if room.money != room.moved or room.left > _MOST_RESTORED:
            self.forget(case)
        elif written or room.has_written:
            room.stored.restore()

    def forget(self, case: Case) -> None:
        """Close the room: the next input finds a fresh one."""
        self._open.pop(case.name).close.close()

    def _prepared(self, case: Case) -> Prepared:
        with ExitStack() as opening:
            parts: dict[str, Any] = {"files": case.files} if case.files else {}
            room = rehearsal_room(backstage=self.backstage, at=TODAY, route=case.route, **parts)
            shop = opening.enter_context(room)
            wire = _watched(shop)
            true = case.prepare(shop)
            stored = Stored.of(shop, self.backstage.cloud.client())
            return Prepared(shop, true, money_moves(shop), len(shop.orders), opening.pop_all(), wire, stored)

    def close(self) -> None:
        """Close them all."""
        while self._open:
            self._open.popitem()[1].close.close()


def _watched(shop: Shop) -> Wire:
    """Return what writes down the calls of the server's doors; the skill's function has its own."""
    wire = Wire()
    if shop.room.back_office is not None:
        doors = shop.room.back_office.doors
        client = doors.client()
        wire.attach(client.meta.events)
        doors.client = lambda: client
    return wire


@contextmanager
def rooms() -> Iterator[Rooms]:
    """Rooms, until the block ends."""
    with Backstage() as backstage:
        opened = Rooms(backstage)
        try:
            yield opened
        finally:
            opened.close()
