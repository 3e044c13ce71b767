"""The one error of pretend Alexa: the skill broke a rule that the real one enforces."""

from typing import Any


class RuleBroken(Exception):  # noqa: N818 - reads as a plain fact
    """Raised when a response would have been refused. `rule` says what Alexa asks for, `found` what came."""

    def __init__(self, rule: str, found: str = "") -> None:
        super().__init__(f"{rule} (found: {found})" if found else rule)
        self.rule = rule
        self.found = found


def demand(holds: bool, rule: str, found: object = "") -> None:
    """Refuse, naming the rule, unless it holds."""
    if not holds:
        text = str(found)
        raise RuleBroken(rule, text if len(text) <= 120 else f"{text[:117]}...")


def demand_object(value: object, rule: str) -> dict[str, Any]:
    """Return the value, which must be a JSON object."""
    if not isinstance(value, dict):
        raise RuleBroken(rule, repr(value))
    return value


def demand_text(value: object, rule: str) -> str:
    """Return the value, which must be a string."""
    if not isinstance(value, str):
        raise RuleBroken(rule, repr(value))
    return value
