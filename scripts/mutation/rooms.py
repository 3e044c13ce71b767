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
        """Yield every source file of the room, in the order of its patterns."""
        found = (path for pattern in self.sources for path in sorted(self.root.glob(pattern)))
        yield from dict.fromkeys(path for path in found if path.name != "__init__.py")

    def module_name(self, path: Path) -> str:
        """Return the dotted name that one of these files is imported by."""
        return ".".join(path.relative_to(self.root).with_suffix("").parts)


def _below(folder: str, names: str) -> tuple[str, ...]:
    return tuple(f"voicetill/{folder}/{name}.py" for name in names.split())


# In each room first what money depends on most: a run that is stopped has tried that.
_DOMAIN = """checkout_charges checkout_steps checkout_offers charging charge_results attempts refunds renewals
subscriptions money pricing payments calendar occurrences checkout_record agreements orders voice_codes grants
oauth *"""
_ALEXA_ROUTE = "charge_answers answers setup_answers suspicion"
_REST_OF_ALEXA = "buyers codes"
_AMAZON_PAY = "charge_states charges refunds told permissions notices envelopes calls sessions codes"
_PPRO = "charges charging reading refunds notices consents orders client search rates codes"
_SERVICES = """charging advancing concluding settling renewing refunding receiving remembering buying paying
one_payment order_verdicts resolving reservations order_results canceling shipping pay_desk *"""

ROOMS = {
    room.name: room
    for room in (
        Room("domain", _below("domain", _DOMAIN), ("tests/domain", "tests/services")),
        Room(
            "answers",
            (
                *_below("gateways/amazon_pay", _ALEXA_ROUTE),
                *_below("gateways/amazon_pay_v2", _AMAZON_PAY),
                *_below("gateways/ppro", _PPRO),
                *_below("gateways/alexa_api", "profiles"),
                *_below("gateways/amazon_pay", _REST_OF_ALEXA),
            ),
            ("tests/gateways",),
        ),
        Room("services", _below("services", _SERVICES), ("tests/services",)),
    )
}
"""By name. What the gateways only send (bodies, signatures) is not in `answers`: pretend companies check it."""
