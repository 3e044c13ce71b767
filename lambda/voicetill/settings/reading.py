"""How any door reads its environment: once at start, checked as a whole, every fault named at once."""

import re
from collections.abc import Mapping
from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, Strict, StringConstraints, ValidationError

Settings = TypeVar("Settings", bound=BaseModel)

# How each fault is said; pydantic's own words are for programmers.
_RULES = {
    "missing": "is missing",
    "string_too_short": "is missing",
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "literal_error": "must be one of the words that the settings know",
    "string_pattern_mismatch": "has characters that do not belong there",
}


# No more than the shape: whether somebody reads it there, only Amazon Pay knows.
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
ENDPOINT = re.compile(r"(https://[A-Za-z0-9.-]+|http://127\.0\.0\.1)(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?", re.ASCII)


class SettingsError(Exception):
    """Raised at start when the environment cannot be used; `faults` names each variable and how to mend it."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


def _blank_is_absent(value: object) -> object:
    """Deployment templates cannot leave a variable out, only blank."""
    return None if isinstance(value, str) and not value.strip() else value


def _blank_is_off(value: object) -> object:
    return False if isinstance(value, str) and not value.strip() else value


def _true_or_false(value: object) -> object:
    """Take the two words that the deployment offers, and no other: on this hangs whether money is real."""
    word = value.strip().lower() if isinstance(value, str) else value
    return {"true": True, "false": False}.get(word, value) if isinstance(word, str) else word


Told = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, pattern=r"^[!-~]+$")]
Perhaps = Annotated[str | None, BeforeValidator(_blank_is_absent)]
Switch = Annotated[bool, Strict(), BeforeValidator(_true_or_false)]
Off = Annotated[Switch, BeforeValidator(_blank_is_off)]
"""A switch that is off where nothing is said."""


def read(model: type[Settings], environment: Mapping[str, str]) -> Settings:
    """Read a door's settings; raises SettingsError naming every fault."""
    try:
        return model.model_validate(dict(environment))
    except ValidationError as error:
        raise SettingsError([_said(model, fault) for fault in error.errors()]) from None


def _variable(model: type[BaseModel], name: object) -> str:
    """Return a field's variable: pydantic names a default's fault by the field."""
    field = model.model_fields.get(str(name))
    return field.alias if field and field.alias else str(name)


def _said(model: type[BaseModel], fault: Mapping[str, object]) -> str:
    place = ".".join(_variable(model, part) for part in fault["loc"]) if isinstance(fault["loc"], tuple) else ""
    words = str(fault["msg"]).removeprefix("Value error, ")
    rule = _RULES.get(str(fault["type"]), words)
    return f"{place}: {rule}" if place else rule
