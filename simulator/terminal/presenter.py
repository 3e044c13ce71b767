"""Draws conversations for people: readable without colour, in a hundred columns or in a narrow window."""

import sys
from collections.abc import Mapping, Sequence
from typing import Any

from rich.box import ROUNDED, SQUARE
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from simulator.alexa.directives import RENDER
from simulator.alexa.envelopes import request_in
from simulator.alexa.screen_content import content_of
from simulator.amazon_pay.ledger import Ledger
from simulator.script.checks import meanings
from simulator.script.screen_acts import lines_of
from simulator.stage.companies import Moved
from simulator.stage.readings import money_in, verdict_in
from simulator.stage.turns import Turn
from simulator.terminal.json_layout import laid_out

WIDTH, NARROWEST = 100, 30
_WHO, _WHO_NARROW = 13, 3
_CARD = 72
_FRAME = 24
"""Columns of an order's box that are taken by its frame and by the names of the members."""


class PeopleConsole(Console):
    """A console that lets a reader go away (`| head`): whoever started the program decides what that means."""

    def on_broken_pipe(self) -> None:
        """Raise what is being handled, where rich would end the program with 1."""
        raise  # noqa: PLE0704 - rich calls this while it handles the error


def console_for_people() -> Console:
    """Standard output; rich leaves colours away where nobody would see them, or where NO_COLOR is set."""
    console = PeopleConsole(file=sys.stdout, highlight=False)
    console.width = max(NARROWEST, min(WIDTH, console.width)) if console.is_terminal else WIDTH
    return console


def draw_turn(console: Console, turn: Turn, *, brief: bool = False, echo: bool = True) -> None:
    """What was said, what the skill answered, and what it sent: as JSON, or in `brief` words.

    Without an `echo`, what was said stands on the screen already. Who is told briefly sees no JSON, so the intent
    that the words were taken for is told too.
    """
    _draw_asked(console, turn, brief=brief, echo=echo)
    if turn.trouble is not None:
        draw_line(console, "Alexa", Text(turn.trouble, style="red"))
    if turn.speech is not None:
        draw_line(console, "skill", Text(turn.speech, style="green"))
    for directive in turn.directives:
        _draw_sent(console, directive, brief=brief)
    if turn.card is not None:
        _draw_box(console, card_box(turn.card, width=console.width - _indent(console)))


def draw_line(console: Console, who: str, what: Text) -> None:
    """The words beside who said them; nothing is padded to the right, so a transcript stays clean."""
    indent = _indent(console)
    lines = list(what.wrap(console, console.width - indent))
    if indent < _WHO:
        console.print(Text(who.strip(), "cyan"))
        who = ""
    for place, line in enumerate(lines):
        line.rstrip()
        console.print(Text.assemble((f"{who if place == 0 else '':<{indent}}", "cyan"), line))


def card_box(card: Mapping[str, Any], *, width: int = _CARD) -> RenderableType:
    """A card as the Alexa app would show it, more or less."""
    images = [f"image: {url}" for url in card.get("image", {}).values()]
    asked = [f"asks for: {name}" for name in card.get("permissions", [])]
    body = [str(card[member]) for member in ("content", "text") if card.get(member)]
    text = Text("\n".join([*body, *asked, *images]) or card["type"], overflow="fold")
    title = Text(str(card.get("title", card["type"])))
    return Panel(text, title=title, title_align="left", box=ROUNDED, width=min(_CARD, width))


def screen_box(directive: Mapping[str, Any], *, width: int = _CARD) -> RenderableType:
    """What a document shows, word by word, and the lines that touch it."""
    shown = content_of(directive)
    lines = [*shown.texts, *lines_of(shown).values()]
    text = Text("\n".join(lines) or "nothing to read", overflow="fold")
    return Panel(text, title=Text("screen"), title_align="left", box=SQUARE, width=min(_CARD, width))


def draw_orders(console: Console, orders: Sequence[Mapping[str, Any]]) -> None:
    """The items of the table, member by member."""
    for order in orders:
        grid = Table.grid(padding=(0, 2))
        for name in sorted(order):
            grid.add_row(Text(name, style="bold"), Text(_value(order[name], console.width), overflow="fold"))
        console.print(Panel(grid, title=Text(str(order.get("sk", "order"))), title_align="left", box=ROUNDED))


def draw_ledger(console: Console, ledger: Ledger) -> None:
    """What was really charged."""
    table = Table(box=ROUNDED)
    for name in ("amount", "reference", "order", "agreement"):
        table.add_column(name, overflow="fold")
    for charge in ledger.charges:
        table.add_row(str(charge), charge.reference, charge.order_id or "-", charge.agreement_id)
    console.print(table)


def draw_moves(console: Console, moves: Sequence[Moved]) -> None:
    """How money really moved at the payment companies."""
    table = Table(box=ROUNDED)
    for name in ("when", "what", "amount", "reference"):
        table.add_column(name, overflow="fold")
    for move in moves:
        table.add_row(f"{move.at:%Y-%m-%d}", move.flow.value, str(move), move.reference)
    console.print(table)


def draw_heading(console: Console, text: str) -> None:
    """A line across the page."""
    console.print()
    console.rule(Text(text, style="bold"), align="left")


def draw_json(console: Console, value: object) -> None:
    """A value as JSON that can be copied: nothing but the layout is added."""
    console.print(Text(laid_out(value, width=console.width)), soft_wrap=True)


def _draw_asked(console: Console, turn: Turn, *, brief: bool, echo: bool) -> None:
    """What was said or what came, and as which intent it was understood."""
    if turn.utterance is None:
        draw_line(console, *_what_came(turn))
    elif echo:
        console.print()
        draw_line(console, "customer", Text(f'"{turn.utterance}"', style="bold"))
    if brief and (understood := _understood(request_in(turn.request))):
        draw_line(console, "understood", Text(understood, style="dim"))


def _draw_sent(console: Console, directive: Mapping[str, Any], *, brief: bool) -> None:
    """A directive as JSON or in words, and a document as what it shows."""
    width = console.width - _indent(console)
    shows = directive["type"] == RENDER
    sent = _in_words(directive) if brief or shows else laid_out(directive, width=width)
    draw_line(console, "  sends", Text(sent, style="dim"))
    if shows:
        _draw_box(console, screen_box(directive, width=width))


def _draw_box(console: Console, box: RenderableType) -> None:
    console.print(Padding(box, (0, 0, 0, _indent(console)), expand=False))


def _indent(console: Console) -> int:
    """Where the words begin; in a narrow window those who speak have a line of their own."""
    return _WHO if console.width >= 4 * _WHO else _WHO_NARROW


def _what_came(turn: Turn) -> tuple[str, Text]:
    request = request_in(turn.request)
    status = request.get("status")
    told = f" {status.get('code')} {status.get('message')}" if isinstance(status, dict) else ""
    reason = f" ({request['reason']})" if "reason" in request else ""
    verdict = f": {told_of}" if (told_of := verdict_in(request)) else ""
    who = "Amazon Pay" if request.get("type") == "Connections.Response" else "Alexa"
    return who, Text(f"{turn.kind}{told}{verdict}{reason}", style="yellow")


def _understood(request: Mapping[str, Any]) -> str:
    """The intent, and what its slots hold: the ids of what was meant, or else the words."""
    if request.get("type") != "IntentRequest":
        return ""
    intent = request["intent"]
    held = {name: meanings(slot) for name, slot in intent.get("slots", {}).items()}
    told = (f"{name}={words[1] if len(words) > 1 else words[0]}" for name, words in held.items() if words)
    return " ".join([intent["name"], *told])


def _in_words(directive: Mapping[str, Any]) -> str:
    """A directive's name, and the money that it is about."""
    name = str(directive.get("name", directive["type"]))
    return " ".join(filter(None, (name, money_in(directive))))


def _value(value: object, width: int) -> str:
    """Texts and numbers as they are, the rest as JSON."""
    return laid_out(value, width=width - _FRAME) if isinstance(value, (dict, list)) else str(value)
