"""What the words of a command mean in the Alexa app, in the customer's browser, and behind the voice."""

import re
from calendar import monthrange
from datetime import datetime, timedelta
from types import MappingProxyType

from simulator.script.acts import LAST_MOMENT, Act, Done, pairs, span_of
from simulator.script.grammar import Misused, near
from simulator.stage.linking import Choice, link
from simulator.stage.rehearsal import Rehearsal

WITHOUT = ["without", "payment"]
_UNITS = ("minute", "hour", "day", "week", "month", "year")
_MONTHS = MappingProxyType({"month": 1, "year": 12})
_MOST = 1000


def linking(words: list[str]) -> Act | None:
    """Read nothing or without payment, or what the customer does at the company; then MEMBER=VALUE ..."""
    pays = words[:2] != WITHOUT
    rest = words if pays else words[2:]
    choice, rest = _choice(rest) if pays else (Choice.APPROVE, rest)
    details = pairs(rest)
    if details is None:
        raise Misused(expected="MEMBER=VALUE, such as voice_code=4821", found=" ".join(rest))

    def act(room: Rehearsal) -> Done:
        turns = link(room, pays=pays, choice=choice, details=details)
        return Done(turns, f"linked in the Alexa app, {'with' if pays else 'without'} payment")

    return act


def unlink(words: list[str]) -> Act | None:
    """Read nothing."""

    def act(room: Rehearsal) -> Done:
        was = room.office.app.forget(room.speaker.customer)
        return Done(note="unlinked in the Alexa app" if was else "nothing was linked")

    return None if words else act


def wait(words: list[str]) -> Act | None:
    """Read NUMBER UNIT such as 1 month, or +TIME as !clock does."""
    span = span_of(words[0]) if len(words) == 1 else None
    known = len(words) == 2 and re.fullmatch(r"\d{1,4}", words[0])
    if span is None and not known:
        return None
    unit = words[1].removesuffix("s") if known else ""
    if known and (unit not in _UNITS or int(words[0]) > _MOST):
        raise Misused(
            expected=f"a number up to {_MOST} of {', '.join(_UNITS)}{near(unit, _UNITS)}", found=words[1]
        )

    def act(room: Rehearsal) -> Done:
        until = room.clock() + span if span is not None else later(room.clock(), int(words[0]), unit)
        if until > LAST_MOMENT:
            raise Misused(expected=f"a moment before the year {LAST_MOMENT:%Y}", found=" ".join(words))
        room.office.wait(until)
        return Done(note=f"it is now {room.clock():%A, %d %B %Y, %H:%M} UTC")

    return act


def later(moment: datetime, number: int, unit: str) -> datetime:
    """So many months later it is the same day of the month, or its last day."""
    if unit not in _MONTHS:
        return moment + timedelta(**{f"{unit}s": number})
    months = moment.year * 12 + moment.month - 1 + number * _MONTHS[unit]
    year, month = months // 12, months % 12 + 1
    return moment.replace(year=year, month=month, day=min(moment.day, monthrange(year, month)[1]))


def tick(words: list[str]) -> Act | None:
    """Read nothing."""

    def act(room: Rehearsal) -> Done:
        told = room.office.tick()
        return Done(note=f"{told.notified} notifications came, {told.renewed} renewals were worked off")

    return None if words else act


def _choice(words: list[str]) -> tuple[Choice, list[str]]:
    """What the customer does at the company; approving needs no word."""
    first = words[0] if words and "=" not in words[0] else None
    if first is None:
        return Choice.APPROVE, words
    if first not in set(Choice):
        raise Misused(expected=f"{', '.join(Choice)}{near(first, Choice)}", found=first)
    return Choice(first), words[1:]
