"""The doors that clocks, queues, the table's stream and the merchant's systems knock at."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

from simulator.testing import Shop
from soak.hostile import words
from soak.hostile.bending import bent, found
from soak.hostile.chance import Chance, one_of, perhaps
from soak.hostile.judging import as_json, demand
from soak.hostile.rooms import Case, Request, Rooms, rooms
from soak.hostile.target import Meter, Target
from soak.hostile.values import junk
from voicetill.wiring.ops import open_ops_door

_MOVES_MONEY = ("refund", "approve", "cancel", "ship", "settle")
"""What the merchant may say that moves money, where they are sure of it."""


def begun(shop: Shop) -> None:
    """An order was placed, and a subscription has begun."""
    shop.link()
    shop.do("open no nicks", "a starter kit", "yes", "no")
    shop.do("open no nicks", "!intent SubscribeIntent product=refill_subscription", "yes")


def _item(shop: Shop, kind: str) -> Mapping[str, Any]:
    return next(item for item in shop.items if str(item["sk"]).startswith(kind))


def _nothing(shop: Shop) -> Request:
    begun(shop)
    return {"version": "0", "id": "1", "detail-type": "Scheduled Event", "source": "aws.events", "detail": {}}


def _batch(shop: Shop) -> Request:
    """A message that names a true subscription, whose day has not come."""
    begun(shop)
    item = _item(shop, "SUBSCRIPTION#")
    customer = str(item["pk"]).rpartition("#")[2]
    body = {"customer_id": customer, "subscription_id": str(item["sk"]).partition("#")[2], "due_at": "2026-03-02"}
    return {"Records": [{"messageId": "m1", "body": json.dumps(body), "eventSource": "aws:sqs"}]}


def _stream(shop: Shop) -> Request:
    begun(shop)
    item = _item(shop, "OCCURRENCE#")
    keys = {name: {"S": str(item[name])} for name in ("pk", "sk")}
    change = {"Keys": keys, "SequenceNumber": "111", "StreamViewType": "KEYS_ONLY"}
    return {"Records": [{"eventID": "1", "eventName": "INSERT", "dynamodb": change}]}


def _settle(shop: Shop) -> Request:
    begun(shop)
    return {"reference": str(_item(shop, "ORDER#")["sk"]).partition("#")[2] + "01"}


def _asks(do: str, **told: Any) -> Callable[[Shop], Request]:  # noqa: ANN401 - as the desk takes it
    """The merchant asks for this; `N` stands for the number of the order, and `S` for the subscription's id."""

    def prepare(shop: Shop) -> Request:
        begun(shop)
        known = {"N": str(_item(shop, "ORDER#")["number"])}
        known["S"] = str(_item(shop, "SUBSCRIPTION#")["sk"]).partition("#")[2]
        return {"do": do, **{name: known.get(value, value) for name, value in told.items()}}

    return prepare


_ORDERS = {"from": "2026-03-01", "to": "2026-03-02", "market": "us", "wishes": False, "limit": 10}
CASES: Mapping[str, Sequence[Case]] = {
    "renewals": (Case("renewals", _nothing, route="ppro"),),
    "renewal_worker": (Case("renewal_worker", _batch, route="ppro"),),
    "settling": (Case("settling", _settle, route="ppro"),),
    "outbox": (Case("outbox", _stream, route="ppro"), Case("outbox-clock", _nothing, route="ppro")),
    "merchant": (
        Case("orders", _asks("orders", **_ORDERS), route="ppro"),
        Case("order", _asks("order", order="N", address=True), route="ppro"),
        Case("report", _asks("report", **{"from": "2026-03-01", "to": "2026-03-02", "by": "day"}), route="ppro"),
        Case("tasks", _asks("tasks", days=3, limit=5), route="ppro"),
        Case("ship", _asks("ship", order="N", carrier="Post", tracking="1Z", confirm=True), route="ppro"),
        Case("refund", _asks("refund", order="N", amount="1.00", note="n", key="k", confirm=True), route="ppro"),
        Case("refund-dry", _asks("refund", order="N", dry_run=True), route="ppro"),
        Case("refuse", _asks("refuse", order="N", because="no", confirm=True), route="ppro"),
        Case("cancel", _asks("cancel", order="N", confirm=True), route="ppro"),
        Case("resend", _asks("resend", order="N", email="a@b.example", confirm=True), route="ppro"),
        Case("settle", _asks("settle", named="N", paid=True, charge_id="c", confirm=True), route="ppro"),
        Case("close", _asks("close_agreement", order="N", confirm=True), route="ppro"),
        Case("subscription", _asks("subscription", subscription="S"), route="ppro"),
        Case("end", _asks("cancel_subscription", subscription="S", confirm=True), route="ppro"),
        Case("task", _asks("close_task", task="OCCURRENCE#x", confirm=True), route="ppro"),
    ),
}
"""What is truly sent to each door."""


@dataclass
class ServerDoors:
    """Some of the doors, in their rooms."""

    rooms: Rooms
    cases: Mapping[str, tuple[str, Case]]

    def make(self, chance: Chance) -> dict[str, Any]:
        """Return a door and an event."""
        _, case = self.cases[one_of(chance, tuple(self.cases))]
        event = bent(self.rooms.at(case).true, chance, most=4)
        if perhaps(chance, one_in=8):
            event = one_of(chance, (junk(chance), {"body": json.dumps(event)}, {"body": words.text(chance)}))
        record = found(event, ("Records", 0))
        if isinstance(record, dict) and perhaps(chance):
            record["body"] = json.dumps(bent(_told(record.get("body")), chance))
        return {"at": case.name, "event": event}

    def knock(self, given: Mapping[str, Any], meter: Meter) -> None:
        """Hand the event in, and judge what comes back, and the money by the companies' books."""
        (name, case), event = self.cases[given["at"]], given["event"]
        room = self.rooms.at(case)
        room.begin()
        door = _door(room.shop, name)
        try:
            answer = meter(lambda: door(event, None))
            as_json(answer)
            demand(isinstance(answer, dict), "the answer is no object")
            if name == "merchant":
                demand(answer.get("ok") is True or "code" in answer.get("error", {}), "neither done nor refused")
            demand(room.money == room.moved or _is_meant(event), "money moved, and nobody had said so")
            demand(room.money - room.moved <= 1, "money moved more than once")
        finally:
            self.rooms.leave(case)


@dataclass(frozen=True)
class _Desk:
    """The desk of a room."""

    answer: Callable[[Any], Any]
    watch: None = None


def _told(body: object) -> object:
    try:
        return json.loads(body) if isinstance(body, str) else body
    except ValueError:
        return body


def _is_meant(event: object) -> bool:
    request = _told(found(event, ("body",)) or event)
    return found(request, ("do",)) in _MOVES_MONEY and found(request, ("confirm",)) in (
        True,
        1,
        "true",
        "True",
        1.0,
    )


def _door(shop: Shop, name: str) -> Callable[[Any, Any], Any]:
    doors = shop.back_office.doors
    if name == "merchant":
        return open_ops_door(cast(Any, _Desk(doors.merchant)))
    door: Callable[[Any, Any], Any] = getattr(doors, name)
    return door


def _opener(*names: str) -> Any:  # noqa: ANN401 - what makes a context manager
    cases = {case.name: (name, case) for name in names for case in CASES[name]}

    @contextmanager
    def opened() -> Iterator[ServerDoors]:
        with rooms() as all_of_them:
            yield ServerDoors(all_of_them, cases)

    return opened


CLOCKS = Target("clocks", _opener("renewals", "renewal_worker", "settling", "outbox"))
DESK = Target("desk", _opener("merchant"))
