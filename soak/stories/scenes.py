"""Where stories are told: the routes and settings of the rooms, and when the clock of each begins."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from simulator.testing import Backstage


@dataclass(frozen=True)
class Scene:
    """One kind of room. `parts` are made anew for each story, to stand in for the shop's own."""

    name: str
    route: str | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    parts: Callable[[], Mapping[str, Any]] = dict

    @property
    def on_server(self) -> bool:
        """Whether the server charges, and there is a back office."""
        return self.route is not None


_ON_SHIPPING = {"CAPTURE": "on_shipping"}

SCENES: Mapping[str, Scene] = MappingProxyType(
    {
        scene.name: scene
        for scene in (
            Scene("alexa"),
            Scene("ppro", "ppro"),
            Scene("amazon_pay_v2", "amazon_pay_v2"),
            Scene("both", "ppro,amazon_pay_v2"),
            Scene("ppro-on-shipping", "ppro", {**_ON_SHIPPING, "PPRO_SEPARATE_CAPTURES": "true"}),
            Scene("amazon_pay_v2-on-shipping", "amazon_pay_v2", _ON_SHIPPING),
        )
    }
)
"""All of them, by name."""

MOMENTS = (
    datetime(2026, 11, 23, 18, 0, tzinfo=UTC),
    # A minute before the year ends in Los Angeles, an hour before its clocks go forward, and before they go back.
    datetime(2027, 1, 1, 7, 59, tzinfo=UTC),
    datetime(2027, 3, 14, 9, 30, tzinfo=UTC),
    datetime(2026, 11, 1, 8, 30, tzinfo=UTC),
    # A trial of thirty days from here ends on the last of February, and one a day later in March.
    datetime(2028, 1, 30, 20, 0, tzinfo=UTC),
)
"""When stories begin: on a plain day, and just before the clock or the calendar does something odd."""


@dataclass
class Theatre:
    """What all stories of a run share, and what they have counted."""

    scene: Scene
    backstage: Backstage
    stories: int = 0
    steps: int = 0
    rules: dict[str, int] = field(default_factory=dict)

    def count(self, rule: str) -> None:
        """One step more was played."""
        self.steps += 1
        self.rules[rule] = self.rules.get(rule, 0) + 1
