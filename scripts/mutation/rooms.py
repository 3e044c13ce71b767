"""The rooms that are mutated, each with the tests that have to notice."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "lambda"


@dataclass(frozen=True, slots=True)
class Room:
    """Source files (patterns below a root) and the folders of tests that judge them, the nearest first."""

    name: str
    sources: tuple[str, ...]
    tests: tuple[str, ...]
    root: Path = SOURCES

    def files(self) -> Iterator[Path]:
        """Yield every source file of the room, by name."""
        for pattern in self.sources:
            yield from sorted(path for path in self.root.glob(pattern) if path.name != "__init__.py")

    def module_name(self, path: Path) -> str:
        """Return the dotted name that one of these files is imported by."""
        return ".".join(path.relative_to(self.root).with_suffix("").parts)


_ALEXA_ROUTE = ("answers", "charge_answers", "setup_answers", "suspicion", "entity", "codes", "buyers")
_AMAZON_PAY = (
    "charge_states",
    "charges",
    "codes",
    "envelopes",
    "notices",
    "permissions",
    "refunds",
    "sessions",
    "told",
)
_PPRO = ("charges", "charging", "client", "codes", "consents", "notices", "orders", "rates", "reading", "refunds")

ROOMS = {
    room.name: room
    for room in (
        Room("domain", ("voicetill/domain/*.py",), ("tests/domain", "tests/services")),
        Room(
            "answers",
            (
                *(f"voicetill/gateways/amazon_pay/{name}.py" for name in _ALEXA_ROUTE),
                *(f"voicetill/gateways/amazon_pay_v2/{name}.py" for name in (*_AMAZON_PAY, "calls")),
                *(f"voicetill/gateways/ppro/{name}.py" for name in (*_PPRO, "search")),
                "voicetill/gateways/alexa_api/profiles.py",
            ),
            ("tests/gateways",),
        ),
        Room("services", ("voicetill/services/*.py",), ("tests/services",)),
    )
}
"""By name. What the gateways only send (bodies, signatures) is not in `answers`: pretend companies check it."""
