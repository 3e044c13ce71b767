"""Draws what came of one line of a conversation: its turns, and what the tester ought to know."""

from rich.console import Console
from rich.text import Text

from simulator.script.conversation import IN_VAIN, MISTAKEN, Entry
from simulator.terminal.presenter import draw_line, draw_turn

_MARKS = ("!", ">", "#")


def draw_entry(console: Console, entry: Entry, *, brief: bool = False, echo: bool = True) -> None:
    """Draw one entry; `brief` tells directives in words instead of JSON, `echo` repeats the line itself."""
    if entry.expected is not None:
        _draw_expectation(console, entry)
        return
    if entry.line.startswith("!") and echo:
        console.print()
        draw_line(console, "tester", Text(entry.line, style="bold"))
    for turn in entry.turns:
        draw_turn(console, turn, brief=brief, echo=echo)
    if entry.note is not None:
        draw_line(console, "", Text(entry.note, style="dim"))
    if entry.cause is not None:
        _draw_trouble(console, entry, entry.cause, echo=echo)


def _draw_expectation(console: Console, entry: Entry) -> None:
    wanted = entry.line.removeprefix(">").strip()
    if entry.expected:
        draw_line(console, "as expected", Text(wanted, style="green"))
        return
    draw_line(console, "expected", Text(wanted, style="red"))
    draw_line(console, "but found", Text((entry.problem or "").rpartition("\n  found ")[2], style="red"))


def _draw_trouble(console: Console, entry: Entry, cause: Exception, *, echo: bool) -> None:
    """What went wrong, after the words that were said, if no turn has shown them."""
    shown = any(turn.utterance is not None for turn in entry.turns)
    if echo and not shown and not entry.line.startswith(_MARKS) and not isinstance(cause, MISTAKEN):
        console.print()
        draw_line(console, "customer", Text(f'"{entry.line}"', style="bold"))
    if isinstance(cause, (*IN_VAIN, *MISTAKEN)):
        draw_line(console, "not done", Text(getattr(cause, "problem", str(cause)), style="yellow"))
    else:
        draw_line(console, "refused", Text(entry.problem or str(cause), style="red"))
