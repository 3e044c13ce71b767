"""The simulator's page, and the language of its scripts: whoever sits at it may send anything."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from typing import Any

from flask.testing import FlaskClient

from simulator.cloud.double import Cloud
from simulator.script.commands import COMMANDS
from simulator.stage.clock import Clock
from simulator.web.application import create_app
from simulator.web.visits import Visits
from soak.hostile import words
from soak.hostile.chance import Chance, one_of, perhaps
from soak.hostile.judging import demand
from soak.hostile.rooms import TODAY
from soak.hostile.target import Meter, Target

_VISIT = "visit-of-somebody-hostile"
_LINES: Sequence[str] = (
    "open no nicks",
    "a starter kit",
    "yes",
    "no",
    "help",
    "ask no nicks to buy two refill packs",
    "> says kit",
    "> card title",
    "> charged 9.00 USD",
    "> orders 1",
    "> directive Charge",
    "!pay declined",
    "!intent BuyIntent product=starter_kit quantity=2",
    "!touch yes 1 2",
    "!clock +1d",
    "!device show show de-DE",
    "!limit 5 USD",
    "!address city=X",
    "!buyer-api slow 9",
    "# a remark",
)
_PATHS = ("", "/screen", "/script.txt", "/tell", "/load", "/play", "/anew", "?at=1", "/../../etc/passwd")
_HEADERS = ("Host", "Origin", "Sec-Fetch-Site", "Referer", "Cookie", "Content-Type", "X-Forwarded-Host")
_FIELDS = ("line", "word", "script", "how", "tour", "fresh", "back", "file")


@dataclass
class Page:
    """The page, as a browser on this machine reaches it."""

    client: FlaskClient
    visits: Visits

    def make(self, chance: Chance) -> dict[str, Any]:
        """Return some lines that are told one after the other, or a request of any other kind."""
        if perhaps(chance, one_in=3):
            return self._request(chance)
        return {"lines": [_line(chance) for _ in range(1 + chance.below(4))]}

    def _request(self, chance: Chance) -> dict[str, Any]:
        path = f"/visit/{_VISIT}{one_of(chance, _PATHS)}"
        if perhaps(chance, one_in=4):
            path = f"/{_sendable(words.text(chance))[:2000]}"
        headers = {one_of(chance, _HEADERS): _one_line(words.text(chance)) for _ in range(chance.below(3))}
        fields = {one_of(chance, _FIELDS): _sendable(words.text(chance)) for _ in range(chance.below(3))}
        return {
            "method": one_of(chance, ("GET", "POST", "HEAD", "PUT", "OPTIONS")),
            "path": path,
            "headers": headers,
            "fields": fields,
        }

    def knock(self, given: Mapping[str, Any], meter: Meter) -> None:
        """Send it, and look at the page and the script then."""
        self.visits.begin(_VISIT)
        if "lines" not in given:
            self._sent(meter, given["method"], given["path"], given["headers"], given["fields"])
        for line in given.get("lines", ()):
            self._sent(meter, "POST", f"/visit/{_VISIT}/tell", {}, {"line": _sendable(line)})
        for seen in ("", "/script.txt"):
            self._sent(meter, "GET", f"/visit/{_VISIT}{seen}", {}, {})

    def _sent(
        self, meter: Meter, method: str, path: str, headers: Mapping[str, str], fields: Mapping[str, str]
    ) -> None:
        data = dict(fields) if method == "POST" else None
        answer = meter(lambda: self.client.open(path, method=method, headers=dict(headers), data=data))
        demand(answer.status_code < 500, f"status {answer.status_code} to {method} {path[:100]}")
        place = answer.headers.get("Location", "/")
        demand(place.startswith("/") and not place.startswith("//"), f"it sends the browser to {place[:100]}")
        for name, value in answer.headers.items():
            demand("\n" not in value and "\r" not in value, f"a header of two lines: {name}")


def _line(chance: Chance) -> str:
    """Return a line of a script: a right one, one with a word too many, a command with any words, anything."""
    match chance.below(5):
        case 0:
            return one_of(chance, _LINES)
        case 1:
            return f"{one_of(chance, _LINES)} {words.text(chance)}"
        case 2 | 3:
            name = one_of(chance, tuple(COMMANDS))
            said = [
                one_of(chance, (*_LINES, "1", "-1", "99999999999d", "all", "x=")) for _ in range(chance.below(3))
            ]
            return " ".join([name, *said, *([words.text(chance)] if perhaps(chance) else [])])
        case _:
            return one_of(chance, ("", ">", "> ", "!", "! ")) + words.text(chance)


def _sendable(text: str) -> str:
    """Browsers send no lone surrogates."""
    return text.encode("utf-8", "replace").decode()


def _one_line(text: str) -> str:
    """Return what a server lets through of a header."""
    return "".join(sign for sign in text[:4000] if " " <= sign <= "\xff" and sign != "\x7f")


@contextmanager
def _opened() -> Iterator[Page]:
    with Cloud(inside=True) as cloud:
        visits = Visits(cloud, clock=lambda: Clock(TODAY), random=lambda: Random(0))
        visits.log_book.open()
        app = create_app(visits)
        try:
            yield Page(app.test_client(), visits)
        finally:
            visits.close()
            visits.log_book.close()


REHEARSAL = Target("simulator", _opened, seconds=8.0)
