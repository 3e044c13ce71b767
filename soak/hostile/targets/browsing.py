"""The points at which our pages and webhooks are knocked at: each request of a true visit, before it is made."""

import base64
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from simulator.stage.doors import Doors
from simulator.stage.linking import papers
from simulator.stage.web_browser import WentWrong
from simulator.testing import Shop
from soak.hostile.rooms import Case, Request

Way = Callable[[Shop], object]


class _Reached(BaseException):
    """Raised in the place of the request that is looked for: nothing behind it may happen."""


def _linked(shop: Shop) -> None:
    shop.link()


def _linked_without(shop: Shop) -> None:
    shop.link("without payment")


def _by_card(shop: Shop) -> None:
    _linked_without(shop)
    shop.do("open no nicks", "a starter kit", "!consent")


def _once(shop: Shop) -> None:
    """The customer pays what is in the cart, once, on our page."""
    _linked_without(shop)
    shop.do("open no nicks", "a starter kit")
    browser = shop.back_office.browser("en-US")
    text = " ".join(str(value) for value in (shop.room.turns[-1].card or {}).values())
    address = next(word for word in text.split() if word.startswith("https://till."))
    page = browser.open(address.rstrip("."))
    fields = {name: text for name, text in papers(shop.room).items() if name in page.button("once")[0].fields}
    browser.press(browser.press(browser.press(page, "once", fields), "pay"), "approve")


def _told(shop: Shop) -> None:
    """Money is taken, and goes back: companies tell of both."""
    shop.link()
    shop.do("open no nicks", "a starter kit", "yes", "!tick")
    shop.company.end_consents()
    shop.back_office.tick()


_WAYS: Sequence[tuple[str, Way, str]] = (
    ("link", _linked, "ppro"),
    ("link-without", _linked_without, "ppro"),
    ("card", _by_card, "ppro"),
    ("once", _once, "ppro"),
    ("told", _told, "ppro"),
    ("link-amazon", _linked, "amazon_pay_v2"),
    ("told-amazon", _told, "amazon_pay_v2"),
)


@contextmanager
def _watching(doors: Doors, events: list[Request], *, stop_at: int | None = None) -> Iterator[None]:
    """Write down the requests of the block; the one of that number is not made."""
    door = doors.web

    def answered(event: Request, context: Any) -> Any:  # noqa: ANN401
        events.append(_readable(event))
        if len(events) - 1 == stop_at:
            raise _Reached
        return door(event, context)

    doors.__dict__["web"] = answered
    try:
        yield
    finally:
        doors.__dict__["web"] = door


def _readable(event: Request) -> Request:
    """A body that is text stands as text: so it can be bent."""
    try:
        body = base64.b64decode(event["body"]).decode("ascii")
    except UnicodeDecodeError:
        return event
    return {**event, "body": body, "isBase64Encoded": False}


def _before(way: Way, number: int) -> Callable[[Shop], Request]:
    def prepare(shop: Shop) -> Request:
        events: list[Request] = []
        with _watching(shop.back_office.doors, events, stop_at=number):
            try:
                way(shop)
            except _Reached:
                return events[-1]
        raise WentWrong(f"this visit has {len(events)} requests")

    return prepare


def before(name: str, number: int) -> Callable[[Shop], Request]:
    """Return what brings a room to a visit's request of that number; it is not made yet."""
    return _before(next(way for known, way, _ in _WAYS if known == name), number)


def visits(shop_on: Callable[[str], Any]) -> list[Case]:
    """Return a point for each kind of request of these visits; `shop_on` opens a room on a route."""
    cases: dict[tuple[str, ...], Case] = {}
    for name, way, route in _WAYS:
        events: list[Request] = []
        with shop_on(route) as shop, _watching(shop.back_office.doors, events):
            way(shop)
        for number, event in enumerate(events):
            cases.setdefault(_kind(event, route), Case(f"{name}-{number}", _before(way, number), route=route))
    return list(cases.values())


def _kind(event: Request, route: str) -> tuple[str, ...]:
    """Two requests of one kind go the same way through our pages."""
    path = [part for part in event["rawPath"].split("/") if len(part) not in (12, 32)]
    says = re.findall(r'choice=\w+|grant_type=\w+|"type":"\w+"', event["body"])
    return (route, event["requestContext"]["http"]["method"], "/".join(path), *says)
