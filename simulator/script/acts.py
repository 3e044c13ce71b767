"""What the words of a command mean in the room: each reader gives an act, or None if they fit nothing."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from simulator.cloud.wire import CRASH_POINTS
from simulator.customers import KINDS, Consent, Device
from simulator.script.grammar import Misused, near
from simulator.stage.rehearsal import Rehearsal
from simulator.stage.turns import Turn

_UNITS = MappingProxyType({"w": "weeks", "d": "days", "h": "hours", "m": "minutes", "s": "seconds"})
_SPAN = re.compile(r"\+(?:\d+[wdhms])+")
_LOCALE = re.compile(r"[a-z]{2}-[A-Z]{2}")
LAST_MOMENT = datetime(2200, 1, 1, tzinfo=UTC)
"""Nobody needs to look further ahead, and dates end at the year 9999."""

SLOWEST = 86_400
_REVOKE = "revoke"
"""What people say for denied: the customer takes the permission back."""


@dataclass(frozen=True)
class Done:
    """What came of a command: turns of the conversation, and a word to the tester."""

    turns: Sequence[Turn] = ()
    note: str | None = None


Act = Callable[[Rehearsal], Done]
Reader = Callable[[list[str]], Act | None]


def alone(act: Callable[[Rehearsal], Sequence[Turn]]) -> Reader:
    """A command of the conversation that takes no words."""
    return lambda words: None if words else lambda room: Done(act(room))


def quietly(change: Callable[[Rehearsal], object], note: str) -> Act:
    """Something happens behind the scenes, and only the tester is told."""

    def act(room: Rehearsal) -> Done:
        change(room)
        return Done(note=note)

    return act


def intent(words: list[str]) -> Act | None:
    """Read NAME [SLOT=VALUE ...]."""
    if not words or (values := pairs(words[1:])) is None:
        return None
    return lambda room: Done(room.intend(words[0], **values))


def silence(words: list[str]) -> Act | None:
    """Read nothing."""

    def act(room: Rehearsal) -> Done:
        heard = room.silence()
        return Done(note=f'Alexa asks again: "{heard}"') if isinstance(heard, str) else Done(heard)

    return None if words else act


def consent(words: list[str]) -> Act | None:
    """Read granted|denied|absent|others|revoke."""
    said = " ".join(words)
    if said not in {*Consent, _REVOKE}:
        return None
    chosen = Consent.DENIED if said == _REVOKE else Consent(said)
    return quietly(lambda room: room.consent(chosen), f"consent to Amazon Pay: {chosen.value}")


def skill(words: list[str]) -> Act | None:
    """Read disabled|enabled."""
    if words == ["disabled"]:
        return lambda room: Done(room.disable(), "the skill is disabled; who enables it again has another id")
    if words == ["enabled"]:
        return lambda room: Done(room.enable(), "the skill is enabled, and may ask Amazon Pay")
    return None


def voice_purchasing(words: list[str]) -> Act | None:
    """Read on|off."""
    if words not in (["on"], ["off"]):
        return None
    on = words == ["on"]
    return quietly(lambda room: room.voice_purchasing(on=on), f"voice purchasing is {words[0]} in the Alexa app")


def customer(words: list[str]) -> Act | None:
    """Read NAME."""
    if len(words) != 1:
        return None
    return quietly(lambda room: room.switch_to(customer=words[0]), f"{words[0]} speaks from now on")


def device(words: list[str]) -> Act | None:
    """Read NAME [KIND] [LOCALE]; a name that is a kind of device stands for one of that kind."""
    if not words or len(words) > 3:
        return None
    name, *more = words
    locales = [word for word in more if _LOCALE.fullmatch(word)]
    kinds = [word for word in more if word in KINDS]
    if len(locales) > 1 or len(kinds) > 1 or len(locales) + len(kinds) != len(more):
        hints = "".join(near(word, KINDS) for word in more if word not in {*locales, *kinds})
        expected = f"a kind ({', '.join(KINDS)}) and a locale such as en-US{hints}"
        raise Misused(expected=expected, found=" ".join(more))

    kind, spoken = kinds[0] if kinds else None, locales[0] if locales else None
    return lambda room: _listen(room, _device(room, name, kind=kind, locale=spoken))


def locale(words: list[str]) -> Act | None:
    """Read LOCALE."""
    if len(words) != 1 or not _LOCALE.fullmatch(words[0]):
        return None
    return lambda room: _listen(room, replace(room.speaker.device, locale=words[0]))


def clock(words: list[str]) -> Act | None:
    """Read +TIME such as +35d or +1d12h, or a later MOMENT such as 2026-12-24 or 2026-12-24T18:00."""
    if len(words) != 1:
        return None
    span, moment = span_of(words[0]), _moment(words[0])
    if span is None and moment is None:
        return None

    def act(room: Rehearsal) -> Done:
        ahead = span if span is not None else (moment or room.clock()) - room.clock()
        if ahead < timedelta():
            raise Misused(expected=f"a moment after {room.clock():%Y-%m-%dT%H:%M}", found=words[0])
        if ahead > LAST_MOMENT - room.clock():
            raise Misused(expected=f"a moment before the year {LAST_MOMENT:%Y}", found=words[0])
        room.pass_time(ahead)
        return Done(note=f"it is now {room.clock():%A, %d %B %Y, %H:%M} UTC")

    return act


def shop(words: list[str]) -> Act | None:
    """Read closed|open."""
    if words not in (["closed"], ["open"]):
        return None
    stands = words[0]
    return quietly(lambda room: room.turn_switch(stands), f"the shop is {stands}, and a minute has passed")


def slow(words: list[str]) -> Act | None:
    """Read SECONDS."""
    if len(words) != 1 or (seconds := seconds_of(words[0])) is None:
        return None
    return quietly(
        lambda room: room.delay(timedelta(seconds=seconds)), f"the skill's next answer takes {seconds:g} s longer"
    )


def crash(words: list[str]) -> Act | None:
    """Read POINT."""
    if len(words) != 1:
        return None
    if words[0] not in CRASH_POINTS:
        raise Misused(expected=f"{', '.join(CRASH_POINTS)}{near(words[0], CRASH_POINTS)}", found=words[0])
    point = CRASH_POINTS[words[0]]
    return quietly(lambda room: room.crash(point.name), f"the function will die {point.meaning}")


def _listen(room: Rehearsal, echo: Device) -> Done:
    room.switch_to(device=echo)
    screen = "with a screen" if echo.has_screen else "without a screen"
    return Done(note=f"{echo.name} listens from now on: {screen}, in {echo.locale}")


def argument(word: str) -> object:
    """The JSON value that the word is, or the word."""
    try:
        return json.loads(word, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return word


def _no_constant(name: str) -> object:
    """NaN and Infinity are no JSON. Raises ValueError."""
    raise ValueError(name)


def _device(room: Rehearsal, name: str, *, kind: str | None, locale: str | None) -> Device:
    """The device of that name, changed or new; devices keep their kind and locale if nothing else is said."""
    known = room.devices.get(name)
    spoken = locale or (known or room.speaker.device).locale
    if kind is None and known is not None:
        return Device(name, locale=spoken, interfaces=known.interfaces, viewport=known.viewport)
    return Device.of_kind(kind or (name if name in KINDS else "speaker"), name=name, locale=spoken)


def seconds_of(word: str) -> float | None:
    """So many seconds; None if the word is no number. Raises Misused for more than anybody would wait."""
    if not re.fullmatch(r"\d+(\.\d+)?", word):
        return None
    if (seconds := float(word)) > SLOWEST:
        raise Misused(expected=f"at most {SLOWEST} seconds", found=word)
    return seconds


def pairs(words: Sequence[str]) -> dict[str, str] | None:
    """Read NAME=VALUE words; None if one is no pair or a name comes twice."""
    values = dict(word.split("=", maxsplit=1) for word in words if "=" in word)
    return values if len(values) == len(words) else None


def span_of(word: str) -> timedelta | None:
    """So much time, as +35d or +1d12h; None if the word is none."""
    if not _SPAN.fullmatch(word):
        return None
    spans = re.findall(r"(\d+)([wdhms])", word)
    try:
        return sum((timedelta(**{_UNITS[unit]: int(number)}) for number, unit in spans), start=timedelta())
    except OverflowError:
        return timedelta.max


def _moment(word: str) -> datetime | None:
    """A moment, in UTC where nothing else is said."""
    try:
        moment = datetime.fromisoformat(word)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
