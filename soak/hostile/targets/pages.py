"""Our pages and webhooks: requests of every kind, bent in every part."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from simulator.testing import Shop, rehearsal_room
from soak.hostile import words
from soak.hostile.bending import bent, found
from soak.hostile.chance import Chance, one_of, perhaps
from soak.hostile.judging import demand, judge_html, judge_http
from soak.hostile.rooms import TODAY, Case, Rooms, rooms
from soak.hostile.target import Meter, Target
from soak.hostile.targets.browsing import visits
from soak.hostile.values import junk

Event = dict[str, Any]

_OURS = ("https://till.nonicks.example/", "https://pitangui.amazon.com/api/skill/link/M1PRETENDVENDOR")
_METHODS = ("HEAD", "PUT", "OPTIONS", "get", "POST", "GET", "TRACE", "X" * 100, "")
_HEADERS = (
    "accept-language",
    "sec-fetch-site",
    "origin",
    "host",
    "cookie",
    "content-type",
    "authorization",
    "x-forwarded-host",
    "ppro-signature",
    "x-amz-sns-topic-arn",
)
_NO_TEXTS: Sequence[Any] = (None, 5, True, 1.5, [], {}, ["x"], {"a": "b"})
_KEPT = ("form", "choice", "country", "client_id", "redirect_uri", "response_type", "code_challenge_method")
"""Without these, nobody looks at the other fields."""

_PATHS = ("/", "/consent/", "/consent/return/", "/pay/return/", "/authorise/", "/webhooks/", "/style.css", "/../")


@dataclass
class Pages:
    """The web door in its rooms."""

    rooms: Rooms
    cases: Mapping[str, Case]

    def make(self, chance: Chance) -> Event:
        """Return a point of a visit, and an event."""
        case = self.cases[one_of(chance, tuple(self.cases))]
        event: Any = self.rooms.at(case).true
        if perhaps(chance, one_in=25):
            return {"at": case.name, "event": junk(chance)}
        for _ in range(1 + chance.below(2)):
            event = one_of(chance, _BENDS)(dict(event), chance)
        return {"at": case.name, "event": bent(event, chance, most=1) if perhaps(chance, one_in=4) else event}

    def knock(self, given: Mapping[str, Any], meter: Meter) -> None:
        """Hand the event in, and judge what a browser, a client or a company would get."""
        case = self.cases[given["at"]]
        room = self.rooms.at(case)
        room.begin()
        door = room.shop.back_office.doors.web
        try:
            answer = meter(lambda: door(given["event"], None))
            judge_http(answer)
            self._judge(room.shop, answer, asked=str(found(given["event"], ("rawPath",))))
            demand(room.money == room.moved, "money moved")
        finally:
            self.rooms.leave(case)

    def _judge(self, shop: Shop, answer: Any, *, asked: str) -> None:  # noqa: ANN401
        # A company that cannot be asked at the moment shall come again with its news.
        again = asked.startswith("/webhooks/")
        demand(again or answer["statusCode"] != 500, "a page failed: status 500")
        known = (*_OURS, *(company.pages for company in shop.back_office.companies))
        place = answer["headers"].get("location", _OURS[0])
        demand(place.startswith(known), f"it sends the browser to {place[:100]!r}")
        if answer["headers"].get("content-type", "").startswith("text/html"):
            judge_html(answer["body"], known=_OURS)


def _query(event: Event, chance: Chance) -> Event:
    return {**event, "rawQueryString": _pairs(str(event["rawQueryString"]), chance)}


def _form(event: Event, chance: Chance) -> Event:
    """A form is bent field by field; anything else as the JSON that it is."""
    body = str(event["body"])
    try:
        return {**event, "body": json.dumps(bent(json.loads(body), chance))}
    except ValueError:
        return {**event, "body": _pairs(body, chance)}


def _pairs(text: str, chance: Chance) -> str:
    """Bend what is written like a query: a value, a name, one too many; a few signs of it by hand."""
    pairs = [list(pair) for pair in parse_qsl(text, keep_blank_values=True)] or [["", ""]]
    pair = one_of(chance, pairs)
    match chance.below(10):
        case 7:
            return f"{text}&{one_of(chance, words.SCRIPTS)}"
        case 8 | 9:
            written = one_of(chance, (words.text(chance), one_of(chance, words.MARKUP)))
            pairs = [[name, value if name in _KEPT else written] for name, value in pairs]
        case 0 | 1 | 2:
            pair[1] = words.text(chance)
        case 3:
            pair[0] = words.text(chance)
        case 4:
            pairs.append([pair[0], words.text(chance)])
        case 5:
            pairs.remove(pair)
        case _:
            return text + one_of(chance, words.PATHS) + words.text(chance)
    return urlencode([(name, value) for name, value in pairs], errors="surrogatepass")


def _header(event: Event, chance: Chance) -> Event:
    headers = dict(event["headers"])
    for _ in range(1 + chance.below(3)):
        headers[one_of(chance, (*headers, *_HEADERS))] = (
            one_of(chance, _NO_TEXTS) if perhaps(chance, one_in=6) else words.text(chance)
        )
    return {**event, "headers": headers}


def _cookie(event: Event, chance: Chance) -> Event:
    known = list(event["cookies"]) or ["__Host-form=x", "__Host-visit=y"]
    name = one_of(chance, known).partition("=")[0]
    if perhaps(chance, one_in=10):
        return {**event, "cookies": [f"{name}{number}=x" for number in range(5000)]}
    made = (f"{name}={words.text(chance)}", one_of(chance, known), words.text(chance))
    return {**event, "cookies": [*event["cookies"][: chance.below(2)], one_of(chance, made)]}


def _path(event: Event, chance: Chance) -> Event:
    path = one_of(chance, (str(event["rawPath"]), *_PATHS))
    return {**event, "rawPath": one_of(chance, (path, path + words.text(chance), words.text(chance)))}


def _method(event: Event, chance: Chance) -> Event:
    context = event["requestContext"]
    return {**event, "requestContext": {**context, "http": {"method": one_of(chance, _METHODS)}}}


def _body(event: Event, chance: Chance) -> Event:
    return {**event, "body": words.text(chance), "isBase64Encoded": bool(chance.below(2))}


def _whole(event: Event, chance: Chance) -> Event:
    return event


_BENDS: tuple[Callable[[Event, Chance], Event], ...] = (
    _form,
    _form,
    _form,
    _query,
    _path,
    _header,
    _cookie,
    _method,
    _body,
    _whole,
)


@contextmanager
def _opened() -> Iterator[Pages]:
    with rooms() as all_of_them:

        def shop_on(route: str) -> AbstractContextManager[Shop]:
            return rehearsal_room(backstage=all_of_them.backstage, at=TODAY, route=route)

        yield Pages(all_of_them, {case.name: case for case in visits(shop_on)})


PAGES = Target("web", _opened)
