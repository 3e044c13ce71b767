"""Stored records that somebody spoiled by hand, or an older release wrote: read by every door."""

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from simulator.testing import Shop
from soak.hostile import words
from soak.hostile.bending import Way, found, ways
from soak.hostile.chance import Chance, one_of
from soak.hostile.judging import as_json, demand, judge_http
from soak.hostile.rooms import Case, Prepared, Rooms, rooms
from soak.hostile.target import Meter, Target
from soak.hostile.targets.doors import begun
from soak.hostile.targets.said import FROM_SERVER, THROUGH_ALEXA
from soak.hostile.targets.skill import judge_answer

Item = dict[str, Any]

_KINDS = ("S", "N", "BOOL", "NULL", "L", "M", "B", "SS")
_KEYS = ("pk", "sk")
_OTHERS: Sequence[Any] = (
    {"NULL": True},
    {"N": "0"},
    {"N": "-1"},
    {"N": "1.5"},
    {"N": "99999999999999999999999999999999999999"},
    {"BOOL": True},
    {"L": []},
    {"M": {}},
    {"S": ""},
    {"S": "2026-13-45T99:99:99"},
    {"S": "9999-12-31T23:59:59+00:00"},
    {"S": "0001-01-01T00:00:00+14:00"},
    {"S": "2026-03-02T09:30:00"},
    {"B": b"x"},
    {"SS": ["a"]},
    {"L": [{"S": "a"}, {"N": "1"}]},
    {"M": {"a": {"NULL": True}}},
)
_ASKS: Mapping[str, Mapping[str, Any]] = {
    "orders": {"do": "orders"},
    "tasks": {"do": "tasks"},
    "subscriptions": {"do": "subscriptions"},
    "report": {"do": "report", "from": "2026-03-01", "to": "2026-03-03"},
}
_AFTER = ("skill", "renewals", "settling", "outbox", "orders", "tasks", "subscriptions", "report", "pages")


@dataclass
class Records:
    """Rooms in whose tables one record is spoiled before somebody comes."""

    rooms: Rooms
    cases: Mapping[str, Case]

    def make(self, chance: Chance) -> dict[str, Any]:
        """Return a point, a record there, and what stands in the place of one or two of its values."""
        case = self.cases[one_of(chance, tuple(self.cases))]
        items = _items(self.rooms.at(case))
        number = chance.below(len(items))
        return {
            "at": case.name,
            "item": number,
            "spoiled": [_spoil(items[number], chance) for _ in range(1 + chance.below(2))],
            "then": one_of(chance, _AFTER),
        }

    def knock(self, given: Mapping[str, Any], meter: Meter) -> None:
        """Spoil the record, and let somebody come who reads it."""
        case = self.cases[given["at"]]
        room = self.rooms.at(case)
        room.begin()
        items = _items(room)
        item = copy.deepcopy(items[given["item"] % len(items)])
        for way, value in given["spoiled"]:
            _put(item, tuple(way), value)
        (table,) = room.stored.tables
        client = room.stored.client
        try:
            client.put_item(TableName=table, Item=item)
        except client.exceptions.ClientError:
            # The table itself refuses what its index cannot hold.
            return
        try:
            meter(lambda: _comes(given["then"], room))
            demand(room.money - room.moved <= 1, "money moved more than once")
        finally:
            self.rooms.leave(case, written=True)


def _items(room: Prepared) -> list[Item]:
    return [dict(item) for table in room.stored.tables.values() for _, item in sorted(table.items())]


def _spoil(item: Item, chance: Chance) -> list[Any]:
    """Return a place in a record, and what shall be there; None takes it away."""
    values = [way for way in ways(item) if way[-1] in _KINDS and way[0] not in _KEYS]
    way = one_of(chance, values)[:-1]
    if chance.below(4) == 0:
        return [list(way), None]
    text = words.text(chance)[:2000].encode("utf-8", "replace").decode()
    now = found(item, way)
    return [list(way), one_of(chance, ({"S": text}, *_OTHERS, {"L": [now]}, {"M": {"a": now}}))]


def _put(item: Item, way: Way, value: Any) -> None:  # noqa: ANN401 - a value of DynamoDB
    place = found(item, way[:-1])
    if not isinstance(place, dict | list) or found(item, way) is None:
        return
    if value is None and isinstance(place, dict):
        del place[way[-1]]
    elif value is not None:
        place[way[-1]] = value  # type: ignore[index]


def _comes(who: str, room: Prepared) -> None:
    shop = room.shop
    if who == "skill" or shop.room.back_office is None:
        judge_answer(shop.room.handler(room.true, None), room.true)
        return
    doors = shop.back_office.doors
    if who in _ASKS:
        as_json(doors.merchant(dict(_ASKS[who])))
    elif who == "pages":
        judge_http(doors.web(_visit("/consent/abcdefghjkmn"), None))
    else:
        as_json(getattr(doors, who)({}, None))


def _visit(path: str) -> Item:
    context = {"domainName": "till.nonicks.example", "http": {"method": "GET", "path": path}}
    return {"rawPath": path, "rawQueryString": "", "headers": {}, "requestContext": context}


def _later(prepare: Callable[[Shop], Any]) -> Callable[[Shop], Any]:
    """A month and a half later something is due."""

    def prepared(shop: Shop) -> Any:  # noqa: ANN401 - a request
        request = prepare(shop)
        shop.pass_time(days=45)
        return request

    return prepared


def _asks_for_orders(shop: Shop) -> Any:  # noqa: ANN401 - a request
    begun(shop)
    return shop.room.alexa.intend(shop.room.speaker, "OrderStatusIntent", {})


def _asks_for_subscriptions(shop: Shop) -> Any:  # noqa: ANN401 - a request
    begun(shop)
    return shop.room.alexa.intend(shop.room.speaker, "SubscriptionStatusIntent", {})


_ALEXA = ("yes", "touch", "setup", "charge", "status", "refund", "cart")
_CASES = (
    *(case for case in THROUGH_ALEXA if case.name in _ALEXA),
    *(case for case in FROM_SERVER if case.name in ("server-yes", "server-launch")),
    Case("bought", _asks_for_orders, route="ppro"),
    Case("subscribed", _asks_for_subscriptions, route="ppro"),
    Case("bought-later", _later(_asks_for_orders), route="ppro"),
)


@contextmanager
def _opened() -> Iterator[Records]:
    with rooms() as all_of_them:
        yield Records(all_of_them, {case.name: case for case in _CASES})


RECORDS = Target("records", _opened)
