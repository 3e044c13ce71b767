"""What the terminal tells somebody who does not know what to write."""

import difflib
from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from simulator.cloud.wire import CRASH_POINTS
from simulator.customers import KINDS
from simulator.language.interaction_model import InteractionModel
from simulator.language.invocation import CallSigns
from simulator.script.suggestions import first_wish
from simulator.terminal.tables import LINES, Row, command_rows, expectation_rows, outcome_rows

_NAME_WIDTH = 46


def draw_welcome(console: Console, model: InteractionModel | None) -> None:
    """The first screen: what this is, and what to say."""
    console.print(Text("The rehearsal room", style="bold"))
    console.print(
        "Pretend Alexa and pretend Amazon Pay around the real skill. No money moves; nothing leaves this machine."
    )
    if model is not None:
        launch = CallSigns(model.invocation_name, locale=model.locale).launch
        wish = first_wish(model)
        wished = f', then "{wish}", then "yes": that is a purchase' if wish else ""
        console.print(Text.assemble("\nSay ", (f'"{launch}"', "bold green"), wished, "."))
    console.print(
        Text.assemble(
            "Lines that begin with ! change the world, those with > say what you expect: ",
            ("!help", "bold"),
            " lists them.\nTab shows what fits here; ctrl-d leaves.",
        )
    )


def draw_help(console: Console, words: Sequence[str], own: Sequence[Row]) -> None:
    """Everything in one table, or what fits one word."""
    if not words:
        for heading, rows in (
            ("What to write", LINES),
            ("In the terminal", own),
            ("In scripts too", command_rows()),
            ("Expected of the line before", expectation_rows()),
        ):
            _draw_rows(console, heading, rows)
        return
    found = list(_about(words[0], [*own, *command_rows(), *expectation_rows()]))
    _draw_rows(console, f"About {words[0]}", found or [_unknown(words[0], own)])


def _about(word: str, rows: Sequence[Row]) -> Iterator[Row]:
    """The lines that begin with this word, whatever its mark, and the names that they can be given."""
    plain = word.lstrip("!>").casefold()
    yield from (row for row in rows if plain in _first_words(row[0]))
    if plain in ("pay", "outcome", "outcomes"):
        yield from outcome_rows()
    if plain == "crash":
        yield from ((point.name, f"the function dies {point.meaning}") for point in CRASH_POINTS.values())
    if plain == "device":
        yield from (
            (kind.name, "with a screen" if kind.interfaces else "without a screen") for kind in KINDS.values()
        )


def _first_words(usage: str) -> set[str]:
    words = usage.lstrip("!> ").casefold().split()
    return {words[0], words[1] if words[0] == "no" else words[0]}


def _unknown(word: str, own: Sequence[Row]) -> Row:
    known = {usage.split()[0].lstrip("!") for usage, _ in [*own, *command_rows()]}
    hints = difflib.get_close_matches(word.lstrip("!>"), known)
    return word, f"nothing is called so; did you mean {' or '.join(hints)}?" if hints else "nothing is called so"


def _draw_rows(console: Console, heading: str, rows: Sequence[Row]) -> None:
    table = Table.grid(padding=(0, 2))
    table.add_column(width=1)
    table.add_column(max_width=min(_NAME_WIDTH, console.width // 2), overflow="fold")
    table.add_column(overflow="fold")
    for name, meaning in rows:
        table.add_row("", Text(name, style="cyan"), Text(meaning))
    console.print(Text(heading, style="bold"))
    console.print(table)
