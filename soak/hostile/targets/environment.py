"""The settings of every door: an environment that cannot be used is refused at the start, variable by variable."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from simulator.cloud.events import PretendEvents
from simulator.cloud.mail import PretendMail
from simulator.stage.doors import Doors
from soak.hostile import words
from soak.hostile.chance import Chance, one_of, perhaps
from soak.hostile.judging import demand
from soak.hostile.rooms import Case, Rooms, rooms
from soak.hostile.target import Meter, Target
from voicetill.wiring.ops import CannotStartError, open_ops
from voicetill.wiring.outbox import Clouds, open_outbox
from voicetill.wiring.renewals import open_renewal_worker, open_renewals
from voicetill.wiring.settling import open_settling
from voicetill.wiring.till import open_till
from voicetill.wiring.web import open_web

_VALUES = (
    "true",
    "false",
    "TRUE",
    "yes",
    "1",
    "0",
    "-1",
    "none",
    "server",
    "alexa",
    "ppro",
    "amazon_pay_v2,ppro",
    "ppro,ppro",
    "live",
    "https://evil.example",
    "http://127.0.0.1:9",
    "http://evil.example",
    "https://a@b.example/",
    "1,3,5",
    "7,5,3",
    "²",
    "٣",
    "nan",
    "inf",
    "1e309",
    "0.5",
    "a@b.example",
    "arn:aws:sns:us-east-1:000000000000:x",
    "US",
    "jp",
)
_TOO_LONG = 20_000


@dataclass(frozen=True)
class _Secret:
    """A secret of any name: whether there is one, nobody knows before it is asked for."""

    name: str

    def __call__(self, *, fresh: bool = False) -> str:
        """Return it."""
        return "secret"


def _openers(doors: Doors) -> Mapping[str, Callable[[], Any]]:
    client: Any = doors.client()
    inside: dict[str, Any] = {"dynamodb": client, "clock": doors.clock}
    around = {**doors.around(), "secrets": _Secret}
    clouds = Clouds(PretendEvents(), PretendMail())
    return {
        "till": lambda: open_till(**inside, **around),
        "web": lambda: open_web(**inside, **around),
        "renewals": lambda: open_renewals(**inside, sqs=doors.queues),
        "worker": lambda: open_renewal_worker(**inside, **around),
        "settling": lambda: open_settling(**inside, **around),
        "outbox": lambda: open_outbox(**inside, clouds=clouds, secrets=_Secret),
        "ops": lambda: open_ops(**inside, **around),
    }


_DOORS = ("till", "web", "renewals", "worker", "settling", "outbox", "ops")


@dataclass
class Environments:
    """Doors that are opened with anything for settings."""

    rooms: Rooms

    def make(self, chance: Chance) -> dict[str, Any]:
        """Return a door, and the variables that are different; None is one that is not there."""
        known = tuple(sorted(self.rooms.at(_ROOM).true))
        return {
            "door": one_of(chance, _DOORS),
            "variables": {one_of(chance, known): _value(chance) for _ in range(1 + chance.below(4))},
        }

    def knock(self, given: Mapping[str, Any], meter: Meter) -> None:
        """Open the door: it opens, or says what is faulty."""
        doors = self.rooms.at(_ROOM).shop.back_office.doors
        opener = _openers(doors)[given["door"]]
        changed = dict(given["variables"])
        with doors.deployment.entered():
            for name, value in changed.items():
                os.environ.pop(name, None)
                if value is not None:
                    os.environ[name] = value
            fault = meter(lambda: _fault(opener))
        if fault:
            demand(any(name in fault for name in changed), f"the fault names none of the variables: {fault[:200]}")
            demand(len(fault) < _TOO_LONG, "the fault is very long")


def _value(chance: Chance) -> str | None:
    if perhaps(chance, one_in=5):
        return None
    if perhaps(chance):
        return one_of(chance, _VALUES)
    # An environment holds no NUL, and what no bytes can be.
    return words.text(chance)[:5000].replace("\0", "").encode("utf-8", "replace").decode()


def _fault(opener: Callable[[], Any]) -> str:
    try:
        opener()
    except CannotStartError as error:
        return str(error)
    return ""


def _prepared(shop: Any) -> Any:  # noqa: ANN401 - the variables that there are
    environment = shop.back_office.doors.deployment.environment
    ours = {name for name in environment if not name.startswith("AWS_")}
    return dict.fromkeys(ours | {"AWS_REGION", "AMAZON_PAY_CURRENCY", "ALEXA_API_ENDPOINT", "PROVIDER_SHARE"}, "")


_ROOM = Case("environment", _prepared, route="ppro,amazon_pay_v2")


@contextmanager
def _opened() -> Iterator[Environments]:
    with rooms() as all_of_them:
        yield Environments(all_of_them)


SETTINGS = Target("settings", _opened)
