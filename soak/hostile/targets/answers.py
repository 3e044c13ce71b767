"""What companies and Alexa answer to our calls: bent, cut, huge, or anything else."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from simulator.stage.companies import Answer
from simulator.testing import Shop
from soak.hostile import words
from soak.hostile.bending import bent
from soak.hostile.chance import Chance, Listed, one_of, perhaps
from soak.hostile.judging import as_json, demand, judge_http
from soak.hostile.rooms import Case, Prepared, Rooms, rooms
from soak.hostile.target import Meter, Target
from soak.hostile.targets.browsing import before
from soak.hostile.targets.said import FROM_SERVER
from soak.hostile.targets.skill import judge_answer
from soak.hostile.values import nested

_STATUSES = (200, 201, 204, 0, 100, 302, 400, 401, 404, 409, 422, 429, 500, 503, 999, -1)
_HEADERS = ("retry-after", "content-type", "content-encoding", "location", "date", "x-amz-pay-request-id")
_VALUES = (
    "NaN",
    "-1",
    "1e309",
    "99999999999",
    "Fri, 31 Feb 2026 25:61:61 GMT",
    "gzip",
    "application/xml",
    "\r\nx: y",
)
_DRAWS, _LARGEST = 40, 2**31
_BODIES: Sequence[bytes] = (
    b"",
    b"null",
    b"[]",
    b"{",
    b"\xff\xfe{\x00}\x00",
    b"\x1f\x8b\x08\x00\x00",
    b'{"status": 1, "status": 2}',
    b"NaN",
    b"1e400",
    b'"' + b"x" * 200_000 + b'"',
    b"[" * 100_000,
    b'{"a":' * 900 + b"1" + b"}" * 900,
    b"9" * 5000,
    b"<html><body>Service Unavailable</body></html>",
    b'{"id": "\\ud800"}',
    b'\xef\xbb\xbf{"id": 1}',
)


@dataclass
class _Bent:
    """Stands in the place of a company, and bends what it answers by these numbers."""

    true: Callable[..., Answer]
    numbers: Sequence[int]
    chance: Chance = field(init=False)
    bent: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = Listed(self.numbers)

    def __call__(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Carry the call out, and bend the answer."""
        answer = self.true(method, url, headers, body)
        if perhaps(self.chance, one_in=3):
            return answer
        changed = _bend(answer, self.chance)
        self.bent.append(f"{method} {url}: {changed.status} {changed.body[:300]!r}")
        return changed


def _bend(answer: Answer, chance: Chance) -> Answer:
    match chance.below(6):
        case 0 | 1:
            return replace(answer, body=_bent_json(answer.body, chance))
        case 2:
            return replace(answer, body=one_of(chance, _BODIES))
        case 3:
            return replace(answer, status=one_of(chance, _STATUSES))
        case 4:
            header = {one_of(chance, _HEADERS): one_of(chance, _VALUES)}
            return replace(answer, status=one_of(chance, _STATUSES), headers={**answer.headers, **header})
        case _:
            cut = chance.below(len(answer.body) + 1)
            return replace(answer, body=answer.body[:cut] + words.text(chance)[:100].encode("utf-8", "replace"))


def _bent_json(body: bytes, chance: Chance) -> bytes:
    try:
        told = json.loads(body)
    except ValueError:
        return body
    made = nested(900) if chance.below(20) == 19 else bent(told, chance)
    return json.dumps(made).encode()


@dataclass
class Answers:
    """Rooms whose companies answer anything."""

    rooms: Rooms
    cases: Mapping[str, Case]

    def make(self, chance: Chance) -> dict[str, Any]:
        """Return a point, and the numbers by which all answers from then on are bent."""
        case = self.cases[one_of(chance, tuple(self.cases))]
        return {"at": case.name, "numbers": [chance.below(_LARGEST) for _ in range(_DRAWS)]}

    def knock(self, given: Mapping[str, Any], meter: Meter) -> None:
        """Send what is truly sent, and bend what the companies answer."""
        case = self.cases[given["at"]]
        room = self.rooms.at(case)
        room.begin()
        (company,) = room.shop.back_office.companies
        answering = _Bent(company.answer, given["numbers"])
        company.__dict__["answer"] = answering
        try:
            meter(lambda: _goes_on(room))
            moved, placed = room.money - room.moved, len(room.shop.orders) - room.orders
            demand(moved <= 1, f"money moved {moved} times; the company said {answering.bent}")
            demand(placed <= moved, f"an order was placed without money; the company said {answering.bent}")
        finally:
            del company.__dict__["answer"]
            # Whatever it was told then, the company is not to be believed any more.
            self.rooms.forget(case)


def _goes_on(room: Prepared) -> None:
    """Send the request, whatever it is to; then let the clock look."""
    doors = room.shop.back_office.doors
    if "rawPath" in room.true:
        answer = doors.web(room.true, None)
        judge_http(answer)
        demand(answer["statusCode"] != 500, "a page failed: status 500")
    elif "do" in room.true:
        as_json(doors.merchant(room.true))
    else:
        judge_answer(room.shop.room.handler(room.true, None), room.true)
    room.shop.pass_time(minutes=20)
    as_json(doors.settling({}, None))


def _refund(shop: Shop) -> dict[str, Any]:
    shop.link()
    shop.do("open no nicks", "a starter kit", "yes", "no")
    return {"do": "refund", "order": str(shop.orders[0]["number"]), "amount": "1.00", "confirm": True}


_YES = next(case.prepare for case in FROM_SERVER if case.name == "server-yes")
_ROUTES = ("ppro", "amazon_pay_v2")
_CASES = tuple(
    Case(f"{name}-{route}", prepare, route=route)
    for route in _ROUTES
    for name, prepare in (
        ("yes", _YES),
        ("refund", _refund),
        ("linking", before("link", 1)),
        ("back", before("link", 2)),
    )
)


@contextmanager
def _opened() -> Iterator[Answers]:
    with rooms() as all_of_them:
        yield Answers(all_of_them, {case.name: case for case in _CASES})


ANSWERS = Target("answers", _opened, seconds=6.0)
