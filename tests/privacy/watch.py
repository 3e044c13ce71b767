"""Keeps whatever leaves a room in which a marked customer lives: logs, metrics, responses, pages, events."""

import json
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from simulator.stage.alexa_app import CLIENT_SECRET
from simulator.stage.doors import Doors
from simulator.stage.route import MESSAGING
from simulator.stage.web_browser import Shown, Visit
from simulator.testing import Shop
from tests.alexa.door import Records
from tests.privacy.marks import Luggage
from voicetill.office.desk import Desk

PERSON = {
    "name": "Mirabel MARKEDNAME",
    "line1": "77 Markedstreet Lane",
    "city": "Markedville",
    "region": "CA",
    "postal_code": "94999",
    "email": "marked.mail@person.example",
    "voice_code": "7319",
}
PHONE = "5550199777"
VOICE_CODE = PERSON["voice_code"]

# Where money or a customer is named on purpose, and nothing of them beside it.
_TOKENS = ("linked token", "access token", "refresh token", "code of linking", "secret of the browser")

ALLOWED: dict[str, tuple[str, ...]] = {
    # Our pages show a customer what they wrote themselves, in their own browser; the client gets its tokens there.
    "http": (*_TOKENS, "name", "street", "city", "postcode", "e-mail"),
    # The address where goods go is spoken and shown to its own customer, and "repeat" says it once more: what is
    # in the attributes is part of the very response that says it.
    "attributes said": ("name", "street", "city", "postcode"),
    # Asked for, by a merchant who may.
    "desk export": ("name", "street", "city", "postcode", "phone", "e-mail", "user id"),
}


class Watch:
    """One room under observation."""

    def __init__(self, shop: Shop, luggage: Luggage, capsys: pytest.CaptureFixture[str], records: Records) -> None:
        self.shop = shop
        self.luggage = luggage
        self._capsys = capsys
        self._records = records

    def gathered(self) -> Luggage:
        """Return all that left so far, with the marks of everybody who was there."""
        luggage, room = self.luggage, self.shop.room
        luggage.left("log", self._records.written)
        printed = self._capsys.readouterr()
        luggage.left("stdout", printed.out, printed.err)
        for turn in room.turns:
            self._turn(turn.request, turn.response)
        if room.back_office is not None:
            luggage.left("events", *(json.dumps(event.detail) for event in self.shop.events))
            queues = room.back_office.doors.queues.waiting
            luggage.left("queue", json.dumps(queues))
        luggage.mark("name", PERSON["name"])
        luggage.mark("street", PERSON["line1"])
        luggage.mark("city", PERSON["city"])
        luggage.mark("postcode", PERSON["postal_code"])
        luggage.mark("e-mail", PERSON["email"])
        luggage.mark("phone", PHONE)
        luggage.mark("voice code", VOICE_CODE)
        luggage.mark("client secret", CLIENT_SECRET)
        luggage.mark("messaging secret", MESSAGING[1])
        luggage.mark("buyer id", *(self._buyer_ids()))
        if room.back_office is not None:
            for company in room.back_office.companies:
                for name, secret in company.secrets.items():
                    luggage.mark(f"secret {name}", *(line for line in secret.splitlines() if "-----" not in line))
        return luggage

    def _buyer_ids(self) -> Iterator[str]:
        room = self.shop.room
        for customer in room.customers.values():
            yield room.amazon_pay.buyer(customer.amazon_id).buyer_id

    def _turn(self, request: dict[str, Any], response: dict[str, Any] | None) -> None:
        system = request["context"]["System"]
        user = system.get("user", {})
        self.luggage.mark(f"user id {user.get('userId')}", user.get("userId", ""))
        self.luggage.mark(f"device id {system['device']['deviceId']}", system["device"]["deviceId"])
        for name, value in (
            ("api token", system.get("apiAccessToken", "")),
            ("linked token", user.get("accessToken", "")),
            ("consent token", user.get("permissions", {}).get("consentToken", "")),
            ("session id", (request.get("session") or {}).get("sessionId", "")),
        ):
            self.luggage.mark(f"{name} {value}", value)
        if response is None:
            return
        attributes = dict(response.get("sessionAttributes") or {})
        said = {name: attributes.pop(name) for name in ("said", "reprompt") if name in attributes}
        self.luggage.left("attributes", json.dumps(attributes))
        self.luggage.left("attributes said", json.dumps(said))
        for directive in response.get("response", {}).get("directives", ()):
            self.luggage.left("directive token", json.dumps([directive.get("token"), directive.get("name")]))
            if directive["type"].startswith("Connections."):
                self.luggage.left("directive", json.dumps(directive))


@contextmanager
def watched(
    opening: Callable[[], Shop], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Watch]:
    """Open a room under observation: our own loggers at every level, the others at that which the doors set."""
    luggage, records = Luggage(), Records()
    visited, answer = Doors.visited, Desk.answer

    def seen(doors: Doors, visit: Visit) -> Shown:
        shown = visited(doors, visit)
        luggage.left("http", f"{shown.status} {dict(shown.headers)} {shown.body}")
        _tokens(luggage, shown)
        return shown

    def answered(desk: Desk, raw: object) -> Any:
        told = answer(desk, raw)
        do = raw.get("do") if isinstance(raw, dict) else ""
        luggage.left("desk export" if do == "export" else "desk", json.dumps(told))
        return told

    monkeypatch.setattr(Doors, "visited", seen)
    monkeypatch.setattr(Desk, "answer", answered)
    root, ours = logging.getLogger(), logging.getLogger("voicetill")
    before = root.level, ours.level
    root.addHandler(records)
    root.setLevel(logging.INFO)
    ours.setLevel(logging.DEBUG)
    try:
        yield Watch(opening(), luggage, capsys, records)
    finally:
        root.removeHandler(records)
        root.setLevel(before[0])
        ours.setLevel(before[1])


_CODE = re.compile(r"[?&]code=([^&\"' ]+)")


def _tokens(luggage: Luggage, shown: Shown) -> None:
    """Mark what was just handed out, so that it is looked for everywhere else."""
    for name in ("access_token", "refresh_token"):
        found = re.search(rf'"{name}": *"([^"]+)"', shown.body)
        if found:
            luggage.mark(f"{name.replace('_', ' ')} {found[1]}", found[1])
    for value in _CODE.findall(str(shown.headers.get("location", ""))):
        luggage.mark(f"code of linking {value}", value)
    for cookie in shown.cookies:
        value = cookie.split(";", 1)[0].partition("=")[2]
        if len(value) > len("12345678"):
            luggage.mark(f"secret of the browser {value}", value)
