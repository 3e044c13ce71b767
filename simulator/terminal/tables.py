"""What there is to choose from, one a line, the name first: outcomes, lines of a script, the rules of Alexa."""

from collections.abc import Iterable

from simulator.alexa.rulebook import RULES
from simulator.amazon_pay.outcomes import OUTCOMES
from simulator.script.commands import COMMANDS
from simulator.script.expectations import EXPECTATIONS

Row = tuple[str, str]
"""How something is called or written, and what it means."""

WIDEST = 46
"""Columns for the name; a longer one pushes its meaning to the right."""

LINES: tuple[Row, ...] = (
    ("any other words", "the customer says them"),
    ("# REMARK", "nothing: it is for the reader"),
)


def outcome_rows() -> list[Row]:
    """Every outcome that Amazon Pay can be told to give."""
    return [(outcome.name, outcome.description) for outcome in OUTCOMES.values()]


def command_rows() -> list[Row]:
    """Every `!command` of a script."""
    return [(form.usage, form.meaning) for form in COMMANDS.values()]


def expectation_rows() -> list[Row]:
    """Every `> expectation` of a script."""
    return [(f"> {form.usage}", form.meaning) for form in EXPECTATIONS]


def grammar_rows() -> list[Row]:
    """Every line of a script."""
    return [*LINES, *command_rows(), *expectation_rows()]


def rule_rows() -> list[Row]:
    """What pretend Alexa refuses, and the vendor's page that says so."""
    return [(name, f'{rule.text} (see "{rule.page}")') for name, rule in RULES.items()]


def print_rows(rows: Iterable[Row]) -> int:
    """Print one row a line, for people and for other programs; return the exit code."""
    rows = list(rows)
    width = min(WIDEST, max(len(name) for name, _ in rows)) + 2
    for name, meaning in rows:
        print(f"{name:<{width}}{meaning}" if len(name) < width - 1 else f"{name}  {meaning}")
    return 0
