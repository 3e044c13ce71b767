"""Writes any record as plain JSON, member by member: for whoever wants to know what is stored."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from typing import Any


def plain(value: object) -> Any:  # noqa: ANN401 - whatever JSON knows
    """Return a value as JSON has it; what is absent or blank is left out of objects."""
    if is_dataclass(value) and not isinstance(value, type):
        members = {field.name: plain(getattr(value, field.name)) for field in fields(value)}
        return {name: told for name, told in members.items() if told not in (None, "", [], {})}
    match value:
        case Enum() | datetime():
            return value.value if isinstance(value, Enum) else value.isoformat()
        case Mapping():
            return {str(name): plain(each) for name, each in value.items()}
        case frozenset() | tuple() | list():
            told = [plain(each) for each in value]
            return sorted(told) if isinstance(value, frozenset) else told
    return value
