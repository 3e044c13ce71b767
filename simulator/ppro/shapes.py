"""A small language to say what a body may hold, and the check that reads it; the first fault is a 400."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from urllib.parse import urlsplit

from simulator.ppro.faults import Fault

LONGEST = 512

Rule = Callable[[object], str | None]
"""Returns None for a value that is right, else what is wrong with it."""


@dataclass(frozen=True)
class Member:
    """One member: what its value must be, and whether it must be there."""

    rule: "Rule | Shape | Each"
    required: bool = False


@dataclass(frozen=True)
class Shape:
    """An object and its members; any other member is refused."""

    members: Mapping[str, Member] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class Each:
    """A list, not empty, of objects of one shape."""

    shape: Shape


def check(shape: Shape, value: object, path: str = "") -> None:
    """Raise the first Fault in this object and the objects inside it."""
    if not isinstance(value, dict):
        raise Fault(400, f"{path or 'the body'} must be an object")
    for name in value:
        if name not in shape.members:
            raise Fault(400, f"{_join(path, name)} is unknown")
    for name, member in shape.members.items():
        where = _join(path, name)
        if value.get(name) is None:
            if member.required or name in value:
                raise Fault(400, f"{where} must not be null")
            continue
        _check_member(member, value[name], where)


def _check_member(member: Member, value: object, where: str) -> None:
    if isinstance(member.rule, Shape):
        check(member.rule, value, where)
    elif isinstance(member.rule, Each):
        if not isinstance(value, list) or not value:
            raise Fault(400, f"{where} must be a list that is not empty")
        for place, item in enumerate(value):
            check(member.rule.shape, item, f"{where}[{place}]")
    elif problem := member.rule(value):
        raise Fault(400, f"{where} {problem}")


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def text(most: int = LONGEST, *, like: str = "") -> Rule:
    """A string that says something, at most so long."""

    def rule(value: object) -> str | None:
        if not isinstance(value, str) or not value.strip():
            return "must be a string that is not blank"
        if len(value) > most:
            return f"size must be between 1 and {most}"
        return None if not like or re.fullmatch(like, value, re.ASCII) else "is malformed"

    return rule


def one_of(allowed: Collection[str]) -> Rule:
    """One of these words, in this spelling."""
    return lambda value: None if value in allowed else f"must be one of {', '.join(sorted(allowed))}"


def whole(least: int, most: int = 10**12) -> Rule:
    """A whole number; a string of digits is none."""

    def rule(value: object) -> str | None:
        sound = isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
        return None if sound else f"must be a whole number from {least} to {most}"

    return rule


def flag(value: object) -> str | None:
    """A JSON boolean."""
    return None if isinstance(value, bool) else "must be true or false"


def labels(value: object) -> str | None:
    """Up to 50 pairs of short strings."""
    if not isinstance(value, dict) or len(value) > 50:
        return "must be an object of at most 50 pairs"
    sound = all(isinstance(held, str) and len(name) <= 50 and len(held) <= 200 for name, held in value.items())
    return None if sound else "must have keys of at most 50 and values of at most 200 characters"


def web_address(*, webhooks: bool = False) -> Rule:
    """An absolute http address; for webhooks https, at port 443."""

    def rule(value: object) -> str | None:
        if not isinstance(value, str) or len(value) > LONGEST:
            return f"must be an address of at most {LONGEST} characters"
        try:
            parts = urlsplit(value)
            port = parts.port
        except ValueError:
            return "is no address"
        if not parts.hostname or parts.scheme not in ("http", "https"):
            return "is no address"
        if webhooks and (parts.scheme != "https" or port not in (None, 443)):
            return "must be https, at port 443"
        return None

    return rule


MOMENT = text(like=r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z")
