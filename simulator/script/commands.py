"""`!commands`: what a tester does besides speaking. One row of `COMMANDS` a command."""

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

from simulator.amazon_pay.outcomes import OUTCOMES
from simulator.customers import Consent
from simulator.script.grammar import Misused, near, words_of
from simulator.stage.rehearsal import Rehearsal
from simulator.stage.turns import Turn

Act = Callable[[Rehearsal], list[Turn]]


@dataclass(frozen=True)
class Command:
    """A command, ready to be done. `speaks` tells a new wish of the customer from what merely happens."""

    act: Act
    speaks: bool = False


@dataclass(frozen=True)
class Form:
    """One command of the grammar: how it is written, what it does, how its words are read."""

    usage: str
    meaning: str
    read: Callable[[list[str]], Act | None]
    speaks: bool = False


def parse_command(line: str) -> Command:
    """Read one line that begins with an exclamation mark."""
    name, *words = words_of(line)
    form = COMMANDS.get(name)
    if form is None:
        raise Misused(expected=f"a command: {', '.join(COMMANDS)}{near(name, COMMANDS)}", found=line)
    act = form.read(words)
    if act is None:
        raise Misused(expected=form.usage, found=line)
    return Command(act, speaks=form.speaks)


def _intent(words: list[str]) -> Act | None:
    if not words:
        return None
    name, *pairs = words
    values = dict(pair.split("=", maxsplit=1) for pair in pairs if "=" in pair)
    return None if len(values) != len(pairs) else lambda room: room.intend(name, **values)


def _pay(words: list[str]) -> Act | None:
    for name in words:
        if name not in OUTCOMES:
            listed = "an outcome (python -m simulator outcomes lists them)"
            raise Misused(expected=f"{listed}{near(name, OUTCOMES)}", found=name)
    return _quietly(lambda room: room.pay(*words)) if words else None


def _consent(words: list[str]) -> Act | None:
    if len(words) != 1 or words[0] not in set(Consent):
        return None
    consent = Consent(words[0])
    return _quietly(lambda room: room.consent(consent))


def _customer(words: list[str]) -> Act | None:
    return _quietly(lambda room: room.switch_to(customer=words[0])) if len(words) == 1 else None


def _device(words: list[str]) -> Act | None:
    return _quietly(lambda room: room.switch_to(device=words[0])) if len(words) == 1 else None


def _wallet(words: list[str]) -> Act | None:
    return _quietly(lambda room: room.buyer.repair_wallet()) if words == ["repair"] else None


def _alone(act: Act) -> Callable[[list[str]], Act | None]:
    """A command that takes no words."""
    return lambda words: None if words else act


def _quietly(change: Callable[[Rehearsal], object]) -> Act:
    """Something happens, and nobody says anything."""

    def act(room: Rehearsal) -> list[Turn]:
        change(room)
        return []

    return act


COMMANDS = MappingProxyType(
    {
        "!intent": Form("!intent NAME [SLOT=VALUE ...]", "the customer means this intent", _intent, speaks=True),
        "!pay": Form("!pay OUTCOME ...", "Amazon Pay's next answer is like this", _pay),
        "!redeliver": Form("!redeliver", "Amazon Pay's last answer comes again", _alone(Rehearsal.redeliver)),
        "!deliver": Form("!deliver", "the oldest answer that was kept back comes", _alone(Rehearsal.deliver)),
        "!consent": Form("!consent granted|denied|absent", "the permission changes in the Alexa app", _consent),
        "!customer": Form("!customer NAME", "from now on this customer speaks", _customer),
        "!device": Form("!device NAME", "from now on this device listens", _device),
        "!leave": Form("!leave", "the customer walks away", _alone(lambda room: room.leave()), speaks=True),
        "!wallet": Form("!wallet repair", "the customer mends the payment method at Amazon", _wallet),
    }
)
"""The grammar of commands, by name."""
