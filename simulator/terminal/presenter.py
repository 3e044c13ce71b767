"""Draws conversations for people: readable without colour, about a hundred columns wide."""

import sys
from collections.abc import Mapping, Sequence
from typing import Any

from rich.box import ROUNDED
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from simulator.alexa.envelopes import request_in
from simulator.amazon_pay.ledger import Ledger
from simulator.stage.turns import Turn
from simulator.terminal.json_layout import laid_out

WIDTH = 100
_WHO = 13
_SAID = WIDTH - _WHO
_ORDER = 76


def console_for_people() -> Console:
    """Standard output; rich leaves colours away where nobody would see them."""
    console = Console(file=sys.stdout, highlight=False)
    console.width = min(WIDTH, console.width) if console.is_terminal else WIDTH
    return console


def draw_turn(console: Console, turn: Turn) -> None:
    """What was said, what the skill answered, and what it sent."""
    if turn.utterance is not None:
        console.print()
        _line(console, "customer", Text(f'"{turn.utterance}"', style="bold"))
    else:
        _line(console, *_what_came(turn))
    if turn.speech is not None:
        _line(console, "skill", Text(turn.speech, style="green"))
    for directive in turn.directives:
        _line(console, "  sends", Text(laid_out(directive, width=_SAID), style="dim"))
    if turn.card is not None:
        console.print(Padding(card_box(turn.card), (0, 0, 0, _WHO), expand=False))


def card_box(card: Mapping[str, Any]) -> RenderableType:
    """A card as the Alexa app would show it, more or less."""
    images = [f"image: {url}" for url in card.get("image", {}).values()]
    asked = [f"asks for: {name}" for name in card.get("permissions", [])]
    body = [str(card[member]) for member in ("content", "text") if card.get(member)]
    text = Text("\n".join([*body, *asked, *images]) or card["type"])
    return Panel(text, title=Text(str(card.get("title", card["type"]))), title_align="left", box=ROUNDED, width=72)


def draw_orders(console: Console, orders: Sequence[Mapping[str, Any]]) -> None:
    """The items of the table, member by member."""
    for order in orders:
        grid = Table.grid(padding=(0, 2))
        for name in sorted(order):
            grid.add_row(Text(name, style="bold"), Text(_value(order[name]), overflow="fold"))
        console.print(Panel(grid, title=Text(str(order.get("sk", "order"))), title_align="left", box=ROUNDED))


def draw_ledger(console: Console, ledger: Ledger) -> None:
    """What was really charged."""
    table = Table("amount", "reference", "order", "agreement", box=ROUNDED)
    for charge in ledger.charges:
        table.add_row(str(charge), charge.reference, charge.order_id or "-", charge.agreement_id)
    console.print(table)


def draw_heading(console: Console, text: str) -> None:
    """A line across the page."""
    console.print()
    console.rule(Text(text, style="bold"), align="left")


def _what_came(turn: Turn) -> tuple[str, Text]:
    request = request_in(turn.request)
    status = request.get("status")
    told = f" {status['code']} {status['message']}" if isinstance(status, dict) else ""
    reason = f" ({request['reason']})" if "reason" in request else ""
    who = "Amazon Pay" if request.get("type") == "Connections.Response" else "Alexa"
    return who, Text(f"{turn.kind}{told}{reason}", style="yellow")


def _line(console: Console, who: str, what: Text) -> None:
    """The words beside who said them; nothing is padded to the right, so a transcript stays clean."""
    lines = what.wrap(console, console.width - _WHO)
    for place, line in enumerate(lines):
        line.rstrip()
        console.print(Text.assemble((f"{who if place == 0 else '':<{_WHO}}", "cyan"), line))


def _value(value: object) -> str:
    """Texts and numbers as they are, the rest as JSON."""
    return laid_out(value, width=_ORDER) if isinstance(value, (dict, list)) else str(value)
