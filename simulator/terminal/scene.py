"""How a conversation begins: who speaks to which device, in which language, when, and with which chance."""

import argparse
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType

from simulator.alexa.tokens import EUROPE, FAR_EAST, NORTH_AMERICA, region_of
from simulator.customers import KINDS
from simulator.script.lines import Step, read_line
from simulator.stage.clock import Clock
from simulator.stage.route import ROUTES
from simulator.stage.stage import Stage, stage

_REGIONS = MappingProxyType({NORTH_AMERICA: "us", EUROPE: "eu", FAR_EAST: "jp"})
"""The region of an Amazon Pay account for the devices of a part of the world."""


@dataclass(frozen=True)
class Scene:
    """What the options of the command line say. None leaves things as they usually are."""

    locale: str | None = None
    device: str | None = None
    customer: str | None = None
    seed: int | None = None
    at: datetime | None = None
    route: str | None = None

    def steps(self) -> list[Step]:
        """The lines that set the scene: the conversation begins with them. Raises BadScript."""
        chosen = (("device", self.device), ("locale", self.locale), ("customer", self.customer))
        return [
            read_line(f"--{command}", f"!{command} {shlex.quote(value)}")
            for command, value in chosen
            if value is not None
        ]

    def remarks(self) -> str:
        """What a script cannot say: how to play it so that it gives the same ids at the same time."""
        options = [f"--seed {self.seed}"] if self.seed is not None else []
        options += [f"--at {self.at:%Y-%m-%dT%H:%M:%S}"] if self.at is not None else []
        options += [f"--route {self.route}"] if self.route is not None else []
        return f"# Plays the same with {' '.join(options)}\n" if options else ""

    @contextmanager
    def stage(self) -> Iterator[Stage]:
        """The stage for it."""
        settings = {"AMAZON_PAY_REGION": _REGIONS[region_of(self.locale or "")]} if self.route else None
        with stage(clock=Clock(self.at), seed=self.seed, route=self.route, settings=settings) as set_up:
            yield set_up


def add_scene_options(parser: argparse.ArgumentParser) -> None:
    """Let a command line set the scene."""
    scene = parser.add_argument_group("the scene")
    scene.add_argument("--locale", help="the language that the device listens in, such as en-US")
    scene.add_argument("--device", choices=KINDS, help="the kind of device")
    scene.add_argument("--customer", metavar="NAME", help="who speaks")
    scene.add_argument("--seed", type=int, metavar="N", help="make the same ids in every run")
    scene.add_argument(
        "--route",
        type=_route,
        metavar="COMPANY",
        help=f"the server charges, through {' or '.join(ROUTES)}; without it Amazon Pay is asked through Alexa",
    )
    scene.add_argument("--at", type=_moment, metavar="MOMENT", help="when it is, such as 2026-12-24T18:00 (UTC)")


def scene_of(options: argparse.Namespace) -> Scene:
    """The scene that the command line sets."""
    return Scene(options.locale, options.device, options.customer, options.seed, options.at, options.route)


def _route(text: str) -> str:
    unknown = [name for name in text.split(",") if name not in ROUTES]
    if unknown:
        raise argparse.ArgumentTypeError(f"expected {' or '.join(ROUTES)}, found {unknown[0]!r}")
    return text


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected a moment such as 2026-12-24T18:00, found {text!r}") from None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
