"""A small language to say what an Amazon Pay request may hold, and the check that reads it.

A field's rule returns None when the value is right, else what is wrong with it. The first fault is raised with
the code of its field; its message begins with the field's path.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from simulator.amazon_pay.faults import Fault

Rule = Callable[[object], str | None]
ID_CHARACTERS = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True)
class Field:
    """One member: its rule or the shape of the object in it, whether it must be there, its error code."""

    rule: Rule | None = None
    shape: "Shape | None" = None
    required: bool = False
    code: str = "InvalidParameterValue"


@dataclass(frozen=True)
class Shape:
    """One object: its `@type`, whether it carries `@version`, and its members in the order of the reference."""

    type_name: str
    fields: Mapping[str, Field]
    versioned: bool = True


def check(shape: Shape, value: object, path: str = "", *, code: str = "InvalidParameterValue") -> None:
    """Raise the first Fault in this object and the objects inside it; `code` is for what is no object at all."""
    if not isinstance(value, dict):
        raise Fault(code, f"{path or 'payload'} must be an object")
    _equal(value, "@type", shape.type_name, path)
    if shape.versioned or "@version" in value:
        _equal(value, "@version", "2", path)
    for name in value:
        if name not in shape.fields and name not in ("@type", "@version"):
            raise Fault("InvalidParameterValue", f"{_join(path, name)} is not a field of {shape.type_name}")
    for name, field in shape.fields.items():
        _check_field(field, value, name, path)


def _check_field(field: Field, value: Mapping[str, Any], name: str, path: str) -> None:
    where = _join(path, name)
    if name not in value:
        if field.required:
            raise Fault(field.code, f"{where} is required")
        return
    held = value[name]
    if held is None:
        raise Fault(field.code, f"{where} must not be null")
    if field.shape is not None:
        check(field.shape, held, where, code=field.code)
    if field.rule is not None and (problem := field.rule(held)):
        raise Fault(field.code, f"{where} {problem}")


def _equal(value: Mapping[str, Any], name: str, expected: str, path: str) -> None:
    if value.get(name) != expected:
        raise Fault("InvalidParameterValue", f'{_join(path, name)} must be "{expected}"')


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def text(longest: int | None = None, *, characters: re.Pattern[str] | None = None, filled: bool = False) -> Rule:
    """A string, at most so long, of these characters only."""

    def rule(value: object) -> str | None:
        if not isinstance(value, str):
            return "must be a string"
        if filled and not value.strip():
            return "must not be empty"
        if longest is not None and len(value) > longest:
            return f"has {len(value)} characters; the limit is {longest}"
        if characters is not None and not value:
            return "must not be empty"
        if characters is not None and not characters.fullmatch(value):
            return "has characters that are not allowed"
        return None

    return rule


def one_of(allowed: Collection[str]) -> Rule:
    """One of these words, in this spelling."""

    def rule(value: object) -> str | None:
        return (
            None if isinstance(value, str) and value in allowed else f"must be one of {', '.join(sorted(allowed))}"
        )

    return rule


def flag(value: object) -> str | None:
    """A JSON boolean; the string "true" is none."""
    return None if isinstance(value, bool) else "must be true or false"


def minutes(value: object) -> str | None:
    """A whole number of minutes, up to a day (the legacy authorization's limit); the string "0" is none."""
    whole = isinstance(value, int) and not isinstance(value, bool)
    return None if whole and value in range(1441) else "must be a number from 0 to 1440"
