"""What the words of a command mean in the Alexa app, in the customer's browser, and behind the voice."""

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from simulator.script.acts import LAST_MOMENT, Act, Done, consent, pairs, quietly, span_of
from simulator.script.grammar import Misused, near
from simulator.stage.companies import Company
from simulator.stage.linking import Choice, follow, link, notices
from simulator.stage.rehearsal import Rehearsal

WITHOUT = ["without", "payment"]
_UNITS = ("minute", "hour", "day", "week", "month", "year")
_MONTHS = MappingProxyType({"month": 1, "year": 12})
_MOST = 1000


def linking(words: list[str]) -> Act | None:
    """Read nothing or without payment, or what the customer does at the company; then FIELD=VALUE ..."""
    pays = words[:2] != WITHOUT
    rest = words if pays else words[2:]
    choice, rest = _choice(rest) if pays else (Choice.APPROVE, rest)
    details = pairs(rest)
    if details is None:
        raise Misused(expected="FIELD=VALUE, such as voice_code=4821", found=" ".join(rest))

    def act(room: Rehearsal) -> Done:
        turns = link(room, pays=pays, choice=choice, details=details)
        return Done(turns, f"linked in the Alexa app, {'with' if pays else 'without'} payment")

    return act


def consenting(words: list[str]) -> Act | None:
    """Read what the customer does at the company, or nothing, then FIELD=VALUE; or a state of the permission."""
    if words and words[0] not in set(Choice) and "=" not in words[0]:
        return consent(words)
    choice, rest = _choice(words)
    details = pairs(rest)
    if details is None:
        return None

    def act(room: Rehearsal) -> Done:
        page = follow(room, choice=choice, details=details)
        return Done(note=f"the page on the card was opened, and ends with: {page.words}")

    return act


def letters(words: list[str]) -> Act | None:
    """Read nothing."""

    def act(room: Rehearsal) -> Done:
        told = [f"{letter.subject} ({letter.reference})" for letter in room.office.doors.mail.letters]
        return Done(note="\n".join(told) or "no letter was sent")

    return None if words else act


def events(words: list[str]) -> Act | None:
    """Read nothing."""

    def act(room: Rehearsal) -> Done:
        told = [f"{event.kind} {event.detail.get('subject_id', '')}" for event in room.office.doors.events.events]
        return Done(note="\n".join(told) or "nothing came to the bus")

    return None if words else act


def merchant(words: list[str]) -> Act | None:
    """Read the words of `python -m ops`; an order that is called last is the newest."""
    if not words:
        return None

    def act(room: Rehearsal) -> Done:
        answer = room.office.ask(words)
        if answer["ok"]:
            return Done(note=str(answer["told"]))
        return Done(note=f"not done: {answer['error']['message']}")

    return act


def at_company(words: list[str]) -> Act | None:
    """Read what the payment company does next."""
    said = " ".join(words)
    if said not in AT_COMPANY:
        raise Misused(expected=f"{', '.join(AT_COMPANY)}{near(said, AT_COMPANY)}", found=said)
    return quietly(lambda room: AT_COMPANY[said](room.office.company), f"the payment company: {said}")


AT_COMPANY: Mapping[str, Callable[[Company], object]] = MappingProxyType(
    {
        "declines": lambda company: company.decline(for_good=False),
        "declines for good": lambda company: company.decline(for_good=True),
        "is pending": lambda company: company.leave_pending(),
        "pays": lambda company: company.decide(paid=True),
        "refuses": lambda company: company.decide(paid=False),
        "finishes refunds": lambda company: company.finish_refunds(),
        "loses the answer": lambda company: company.lose_answer(after_acting=True),
        "loses the request": lambda company: company.lose_answer(after_acting=False),
        "is not reached": lambda company: company.refuse_connection(),
        "throttles": lambda company: company.throttle(),
        "fails": lambda company: company.fail(),
        "ends consents": lambda company: company.end_consents(),
    }
)
"""What a tester can order of a company, in these words."""


def noticing(words: list[str]) -> Act | None:
    """Read on|off, or nothing for a look at what chimed."""
    if not words:

        def look(room: Rehearsal) -> Done:
            told = [f"{notice.status} {notice.reference}" for notice in room.office.doors.alexa.notices]
            return Done(note="\n".join(told) or "no notice came")

        return look
    if words not in (["on"], ["off"]):
        return None
    on = words == ["on"]
    return lambda room: Done(notices(room, on=on), f"notices of the skill are {words[0]} in the Alexa app")


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
