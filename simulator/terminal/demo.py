"""The demonstration: a first purchase and a returning customer's, from the first word to the ledger."""

from collections.abc import Sequence

from rich.console import Console

from simulator.customers import FIRST_LOCALE
from simulator.language.amounts import is_said
from simulator.script.conversation import Conversation
from simulator.script.lines import read_arguments
from simulator.script.performance import Broken, Performance
from simulator.stage.stage import Stage, stage
from simulator.stage.turns import Turn
from simulator.terminal.presenter import console_for_people, draw_heading, draw_ledger, draw_orders, draw_turn

TRUTH = "Alexa, Amazon Pay and DynamoDB are doubles on this machine; the skill is the one that is deployed."
FIRST = ("open no nicks", "a starter kit", "yes", "> order placed", "no")
AGAIN = ("ask no nicks to buy two refill packs", "yes", "> order placed")


def play_demo() -> int:
    """Play it, and return the exit code: 1 if anything was not as promised."""
    console = console_for_people()
    console.print(TRUTH)
    with stage() as set_up:
        purchases = [_purchase(console, set_up, "First purchase", FIRST)]
        purchases.append(_purchase(console, set_up, "The same customer comes back", AGAIN))
        draw_heading(console, "The stored orders, read from the table")
        draw_orders(console, set_up.orders())
        draw_heading(console, "What pretend Amazon Pay charged")
        draw_ledger(console, set_up.room.amazon_pay.ledger)
        problems = [problem for _, found in purchases for problem in found] + _unspoken(
            set_up, [turns for turns, _ in purchases]
        )
    for problem in problems:
        console.print(f"NOT AS PROMISED: {problem}", style="red")
    return 1 if problems else 0


def _purchase(console: Console, set_up: Stage, title: str, lines: Sequence[str]) -> tuple[list[Turn], list[str]]:
    """Play one purchase; return its turns and what went wrong."""
    draw_heading(console, title)
    performance = Performance(Conversation(set_up.room, set_up.count_orders))
    turns: list[Turn] = []
    try:
        for entry in performance.play(read_arguments(lines)):
            turns += entry.turns
            for turn in entry.turns:
                draw_turn(console, turn)
    except Broken as error:
        return turns, [str(error)]
    return turns, performance.failures


def _unspoken(set_up: Stage, purchases: Sequence[Sequence[Turn]]) -> list[str]:
    """The ledger holds one charge a purchase, of an amount that the customer heard before."""
    charges = set_up.room.amazon_pay.ledger.charges
    if len(charges) != len(purchases):
        return [f"{len(purchases)} charges expected, {len(charges)} in the ledger"]
    return [
        f"{charge} was charged, and never spoken"
        for charge, turns in zip(charges, purchases, strict=True)
        if not any(is_said(charge.amount, words, locale=FIRST_LOCALE) for words in _heard_before_the_charge(turns))
    ]


def _heard_before_the_charge(turns: Sequence[Turn]) -> list[str]:
    heard: list[str] = []
    for turn in turns:
        if any(directive.get("name") == "Charge" for directive in turn.directives):
            return heard
        heard.append(turn.speech or "")
    return heard
