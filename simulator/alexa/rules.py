"""The one error of pretend Alexa: the skill broke a rule that the real one enforces."""

from typing import Any

from simulator.alexa.rulebook import RULES

LONGEST_FOUND = 120
"""How many characters of what came are repeated to the tester."""


class RuleBroken(Exception):  # noqa: N818 - reads as a plain fact
    """Raised when a response would have been refused.

    `rule` says what Alexa asks for, `found` what came, `page` which page of the vendor says so; `name` is that of
    the rule in the rule book, empty for a rule that is not in it.
    """

    def __init__(self, rule: str, found: str = "", *, page: str = "", name: str = "") -> None:
        notes = [f"found: {found}"] if found else []
        notes += [f'see "{page}"'] if page else []
        super().__init__(f"{rule} ({'; '.join(notes)})" if notes else rule)
        self.rule = rule
        self.found = found
        self.page = page
        self.name = name


def broken(name: str, found: object = "", **blanks: object) -> RuleBroken:
    """The refusal by the rule of this name in the rule book, with its blanks filled."""
    rule = RULES[name]
    text = str(found)
    shown = text if len(text) <= LONGEST_FOUND else f"{text[: LONGEST_FOUND - 3]}..."
    return RuleBroken(rule.text.format(**blanks), shown, page=rule.page, name=name)


def demand(holds: bool, name: str, found: object = "", **blanks: object) -> None:
    """Refuse by the rule of this name, unless it holds."""
    if not holds:
        raise broken(name, found, **blanks)


def demand_object(value: object, name: str, **blanks: object) -> dict[str, Any]:
    """Return the value, which must be a JSON object."""
    if not isinstance(value, dict):
        raise broken(name, repr(value), **blanks)
    return value


def demand_text(value: object, name: str, **blanks: object) -> str:
    """Return the value, which must be a string."""
    if not isinstance(value, str):
        raise broken(name, repr(value), **blanks)
    return value
