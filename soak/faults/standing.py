"""How a world stands: two that stand alike go on alike, so that one of them need not be played.

It is everything that can make a difference later: what is stored, what the companies and Alexa remember, what was
heard and sent. Left out are ids that nobody reads (`write_id`), and what doors keep in their memory: which doors
lost it stands there, and which troubles of others than DynamoDB they may remember.
"""

import hashlib
from collections import deque
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum
from random import Random
from typing import Any

from simulator.cloud.crossings import Service
from soak.faults.world import World

_PLAIN = (str, bytes, int, float, bool, type(None), Decimal, datetime, timedelta, Enum)
Seen = dict[int, tuple[int, object]]
"""What was written down, by its id, and as which in order."""

_UNREAD = frozenset({"write_id"})


def standing(world: World, *, step: int, since: int) -> str:
    """Return what is the same for worlds that stand alike after a step; `since` is its first turn."""
    heard = [(turn.response, bool(turn.trouble)) for turn in world.shop.room.turns[since:]]
    rest = (step, heard, _stored(world), list(_remembered(world)), _memories(world), world.broken)
    return hashlib.blake2b(repr(_written(rest, {})).encode(), digest_size=12).hexdigest()


def _stored(world: World) -> list[Mapping[str, Any]]:
    items = [{name: it for name, it in item.items() if name not in _UNREAD} for item in world.shop.items]
    return sorted(items, key=lambda item: (str(item["pk"]), str(item["sk"])))


def _remembered(world: World) -> Iterator[object]:
    """What everybody around the doors remembers."""
    room, office = world.shop.room, world.shop.room.back_office
    yield room.clock()
    yield from (room.random, vars(room.alexa), room.amazon_pay, room.customers, vars(room)["_post"])
    if office is not None:
        yield from (vars(company) for company in office.companies)
        yield from (vars(office.app), office.webhooks.waiting, office.webhooks.delivered)
        doors = office.doors
        yield from (vars(doors.queues), vars(doors.mail), vars(doors.events), vars(doors.alexa))


def _memories(world: World) -> list[object]:
    """What doors may have in their memory after a fault: each kind of trouble of a service may leave its own."""
    injector = world.injector
    troubles = [str(fault) for point, fault in injector.struck if point.crossing.service is not Service.DYNAMODB]
    return [sorted(injector.died), troubles, injector.escaped, world.log.lines]


def _written(it: Any, seen: Seen) -> Any:  # noqa: ANN401 - anything that there is
    """Write down everything below an object, in one order, each object once."""
    if isinstance(it, _PLAIN):
        return it
    if id(it) in seen:
        return f"*{seen[id(it)][0]}"
    # Held on to, so that nothing else gets its id meanwhile.
    seen[id(it)] = len(seen), it
    return _parts(it, seen)


def _parts(it: Any, seen: Seen) -> Any:  # noqa: ANN401 - anything that there is
    if isinstance(it, Random):
        return hash(it.getstate())
    if isinstance(it, Mapping):
        return [(str(key), _written(value, seen)) for key, value in it.items()]
    if isinstance(it, list | tuple | deque):
        return [_written(each, seen) for each in it]
    if isinstance(it, set | frozenset):
        return sorted(map(str, it))
    if callable(it) or not type(it).__module__.startswith("simulator."):
        return type(it).__name__
    return type(it).__name__, _written(_members(it), seen)


def _members(it: object) -> dict[str, Any]:
    if hasattr(it, "__dict__"):
        return vars(it)
    return {name: getattr(it, name) for name in getattr(it, "__slots__", ())}
