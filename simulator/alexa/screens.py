"""What the screens show: the last document that the skill sent to each."""

from collections.abc import Mapping, Sequence
from typing import Any

from simulator.alexa.directives import EXECUTE, RENDER
from simulator.alexa.rules import demand

Key = tuple[str, str]
"""What tells one customer at one device from all others."""


class Screens:
    """One RenderDocument directive for each customer at each device."""

    def __init__(self) -> None:
        self._shown: dict[Key, dict[str, Any]] = {}

    def shown(self, key: Key) -> dict[str, Any] | None:
        """What a screen shows; None when the skill shows nothing there."""
        return self._shown.get(key)

    def clear(self, key: Key) -> dict[str, Any] | None:
        """Take away what a screen shows, and return it."""
        return self._shown.pop(key, None)

    def touched(self, key: Key, arguments: Sequence[Any]) -> dict[str, Any]:
        """The request body of a touch that sends these arguments (ASK "UserEvent request")."""
        body: dict[str, Any] = {
            "type": "Alexa.Presentation.APL.UserEvent",
            "arguments": list(arguments),
            "source": {"type": "TouchWrapper", "handler": "Press", "id": ""},
            "components": {},
        }
        shown = self.shown(key)
        return body if shown is None else {**body, "token": shown["token"]}

    def show(self, key: Key, body: Mapping[str, Any], *, before: dict[str, Any] | None) -> None:
        """Show the document of a response body, or else what was there `before`. Raises RuleBroken."""
        document = before
        for directive in body.get("directives", []):
            if directive["type"] == RENDER:
                document = directive
            if directive["type"] == EXECUTE:
                there = document["token"] if document else None
                demand(directive["token"] == there, "apl-shown", f"{directive['token']!r} for {there!r}")
        if document is not None:
            self._shown[key] = document
