"""Whatever a name holds it is text: in the headers of a letter, in both its parts, on the bus, and in a notice."""

import json
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cache
from html.parser import HTMLParser
from typing import Any

import pytest

from soak.hostile import words
from tests.builders import LOCALE, NOW, a_line, a_market, a_product, a_quote, a_text, an_address
from tests.messengers.samples import as_it_is_after, news, subscription_after
from voicetill.domain.news import Delivery, News
from voicetill.domain.occurrences import Happening
from voicetill.domain.orders import Shipment
from voicetill.domain.payments import Environment
from voicetill.messengers.events import EventBus
from voicetill.messengers.mail.mailer import Mailer
from voicetill.messengers.mail.texts import load_mail_texts

TEXTS = {LOCALE: load_mail_texts(LOCALE)}
MAILED = [what for what in Happening if news(what).occurrence.is_mailed]
PLAIN = "xkity"


def storable(text: str) -> str:
    """No table holds a lone surrogate."""
    return text.encode("utf-8", "replace").decode()


def evil_news(what: Happening, evil: str) -> News:
    """News in which every name is this one: shop, products, people, places, carrier."""
    home = an_address(name=evil, company=evil, lines=(evil, evil), city=evil, region=evil, postal_code=evil)
    lines = [a_line(a_product(texts={LOCALE: replace(a_text(), title=evil, one=evil, other=evil, a=evil)}))]
    about = news(what, market=a_market(seller=evil))
    order, subscription = about.order, about.subscription
    if order is not None:
        order = replace(as_it_is_after(what), quote=a_quote(*lines), address=home, billing_address=home)
        order = replace(order, payment=replace(order.payment, amount=order.quote.total))
        parcel = Shipment(NOW, ("starter_kit",), carrier=evil, tracking=evil)
        order = replace(order, shipments=(parcel,)) if order.shipments else order
    if subscription is not None:
        subscription = replace(subscription_after(what), quote=a_quote(*lines), address=home)
    return replace(about, order=order, subscription=subscription)


class Post:
    """Takes letters in SES's place."""

    def __init__(self) -> None:
        self.raw: list[bytes] = []

    def send_email(self, **request: Any) -> dict[str, str]:
        self.raw.append(request["Content"]["Raw"]["Data"])
        return {"MessageId": "m"}


def letter(what: Happening, evil: str) -> EmailMessage:
    post = Post()
    sent = Mailer(post, texts=TEXTS, sender="orders@nonicks.example", sandbox=False).send(evil_news(what, evil))
    assert sent is Delivery.SENT
    read = message_from_bytes(post.raw[-1], policy=policy.SMTP)
    assert isinstance(read, EmailMessage)
    return read


class Marks(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, list[str]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, sorted(name for name, _ in attrs)))

    def handle_comment(self, data: str) -> None:
        self.found.append(("comment", []))


def built(message: EmailMessage) -> Any:
    """How a letter is built, without its words."""
    parts = [part for part in message.walk() if not part.is_multipart()]
    text, page = (part.get_content() for part in parts)
    headers = [name.lower() for name in message.keys()]  # noqa: SIM118 - a header may stand twice
    lines = [bool(line.strip()) for line in text.splitlines()]
    return headers, [part.get_content_type() for part in parts], lines, Marks(page).found


@cache
def built_plainly(what: Happening) -> Any:
    return built(letter(what, PLAIN))


@pytest.mark.parametrize("what", MAILED)
def test_no_name_changes_how_a_letter_is_built(what: Happening) -> None:
    # Each letter takes a while: of every text some letters are written.
    for text in words.ALL[MAILED.index(what) % 4 :: 4]:
        message = letter(what, f"x{storable(text)[:120]}y")

        assert built(message) == built_plainly(what), repr(text)
        assert [address.addr_spec for address in message["To"].addresses] == ["robin@example.com"]
        assert [address.addr_spec for address in message["From"].addresses] == ["orders@nonicks.example"]
        assert not message.defects
        assert all("\n" not in str(value) and "\r" not in str(value) for value in message.values())


@pytest.mark.parametrize(
    "address",
    [
        "a@b.example\r\nBcc: c@d.example",
        "a@b.example, c@d.example",
        "a@b.example\x00",
        "<a@b.example>",
        "a@b@c",
        "@",
        "",
    ],
)
def test_an_address_that_is_more_than_one_gets_nothing(address: str) -> None:
    post = Post()

    sent = Mailer(post, texts=TEXTS, sender="orders@nonicks.example", sandbox=False).send(news(email=address))

    assert sent in (Delivery.NEVER, Delivery.NOTHING_TO_SEND)
    assert post.raw == []


class Bus:
    """Takes events in EventBridge's place."""

    def __init__(self) -> None:
        self.entries: list[dict[str, Any]] = []

    def put_events(self, Entries: list[dict[str, Any]]) -> dict[str, Any]:  # noqa: N803 - as boto3 has it
        self.entries += Entries
        return {"FailedEntryCount": 0, "Entries": [{"EventId": "e"} for _ in Entries]}


def keys(value: Any, place: str = "") -> Iterator[str]:
    """The place and type of everything in a JSON value."""
    yield f"{place}:{type(value).__name__}"
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inside in pairs:
        yield from keys(inside, f"{place}.{name}")


def put(what: Happening, evil: str) -> dict[str, Any]:
    bus = Bus()
    assert (
        EventBus(bus, bus_name="bus", environment=Environment.SANDBOX).send(evil_news(what, evil)) is Delivery.SENT
    )
    (entry,) = bus.entries
    return entry


@pytest.mark.parametrize("what", list(Happening))
def test_no_name_changes_how_an_event_is_built(what: Happening) -> None:
    plain = put(what, PLAIN)
    for text in words.ALL:
        entry = put(what, f"x{storable(text)[:120]}y")

        assert sorted(keys(json.loads(entry["Detail"]))) == sorted(keys(json.loads(plain["Detail"]))), repr(text)
        assert {**entry, "Detail": ""} == {**plain, "Detail": ""}
