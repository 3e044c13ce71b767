"""The simulator's own tables in Markdown: its grammar, what Amazon Pay can be told, what Alexa refuses."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from scripts.pages import table
from simulator.alexa import rulebook
from simulator.amazon_pay.outcomes import OUTCOMES
from simulator.script.commands import COMMANDS
from simulator.script.expectations import EXPECTATIONS
from simulator.terminal.desk_commands import DESK_COMMANDS


def _grammar() -> str:
    lines = [
        ("any other words", "the customer says them"),
        ("`# REMARK`", "nothing: it is for the reader"),
        *((_code(form.usage), form.meaning) for form in COMMANDS.values()),
        *((_code(f"> {form.usage}"), form.meaning) for form in EXPECTATIONS),
    ]
    return table(("a line", "does, or demands"), lines)


def _outcomes() -> str:
    return table(("outcome", "what happens"), ((_code(row.name), row.description) for row in OUTCOMES.values()))


def _desk() -> str:
    return table(("command", "does"), ((_code(form.usage), form.meaning) for form in DESK_COMMANDS.values()))


def _rules() -> str:
    return table(
        ("rule", "what Alexa asks for", "page"),
        ((_code(key), _plain(text), page) for key, text, page in rulebook.rows()),
    )


def _plain(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


def _code(text: str) -> str:
    r"""Code in a Markdown table: a bar would end the cell, even between backticks."""
    return f"`{text}`".replace("|", "\\|")


TABLES: Mapping[str, Callable[[], str]] = MappingProxyType(
    {"grammar": _grammar, "outcomes": _outcomes, "rules": _rules, "terminal": _desk}
)
"""What a page can show, by name."""
