"""The demonstration of the server's route: linked once, bought by voice, and all that happens behind it."""

from collections import Counter
from collections.abc import Sequence
from itertools import takewhile

from rich.console import Console
from rich.text import Text

from simulator.cloud.mail import Letter
from simulator.script.conversation import Conversation
from simulator.script.lines import read_arguments
from simulator.script.performance import Broken, Performance
from simulator.stage.stage import Stage
from simulator.terminal.entries import draw_entry
from simulator.terminal.presenter import console_for_people, draw_heading, draw_moves
from simulator.terminal.scene import Scene

TRUTH = (
    "Alexa, the payment company and Amazon's services are doubles on this machine; the skill, the pages and the\n"
    "functions behind them are the ones that are deployed."
)
STORY: Sequence[tuple[str, Sequence[str]]] = (
    ("The account is linked, and payment is allowed at the company, in one visit", ("!link",)),
    (
        "Bought by voice",
        ("open no nicks", "a starter kit", "yes", "> order placed", "> charged 9.00 USD once", "no"),
    ),
    (
        "A subscription, free at first",
        ("ask no nicks to start a refill subscription", "yes", "> speech contains has started", "!wait 1 hour"),
    ),
    ("The trial passes, and the first month is charged", ("!wait 31 days", "> charged 7.50 USD once")),
    (
        "The merchant ships it, and gives a part of the money back",
        (
            "!merchant ship last --carrier UPS --tracking 1Z0000000000000001",
            "!merchant refund last --amount 2.50 --reason customer_request",
            "!wait 1 minute",
            "!company finishes refunds",
            "!wait 1 day",
            "ask no nicks where is my order",
            "> speech contains shipped",
        ),
    ),
)


def play_server_demo(scene: Scene) -> int:
    """Play it, and return the exit code: 1 if anything was not as promised."""
    console = console_for_people()
    console.print(TRUTH)
    with scene.stage() as set_up:
        performance = Performance(Conversation(set_up.room, set_up.count_orders))
        problems = [problem for title, lines in STORY for problem in _chapter(console, performance, title, lines)]
        office = set_up.room.office
        draw_heading(console, "What customers got by mail")
        for number, letter in enumerate(office.doors.mail.letters):
            _draw_letter(console, letter, whole=number == 0)
        draw_heading(console, "What came to the bus")
        for event in office.doors.events.events:
            console.print(Text(f"{event.detail['occurred_at'][:16].replace('T', ' ')}  {event.kind}"))
        draw_heading(console, "How money really moved at the payment company")
        draw_moves(console, office.purse.moved)
        problems += unproven(set_up)
    for problem in problems:
        console.print(f"NOT AS PROMISED: {problem}", style="red")
    return 1 if problems else 0


def unproven(set_up: Stage) -> list[str]:
    """What the company's ledger does not bear out: every order charged once, and every charge ordered and told."""
    office, orders = set_up.room.office, [str(order["id"]) for order in set_up.orders()]
    charged = Counter(move.reference[:-2] for move in office.purse.taken)
    written = {letter.reference.partition(".")[0] for letter in office.doors.mail.letters}
    return [
        *(f"order {order} was charged {charged[order]} times" for order in orders if charged[order] != 1),
        *(f"{reference} was charged, and is no order" for reference in charged if reference not in orders),
        *(f"nobody was written to about order {order}" for order in orders if order not in written),
    ]


def _chapter(console: Console, performance: Performance, title: str, lines: Sequence[str]) -> list[str]:
    draw_heading(console, title)
    before = len(performance.failures)
    try:
        for entry in performance.play(read_arguments(lines)):
            draw_entry(console, entry, brief=True)
    except Broken as error:
        return [*performance.failures[before:], str(error)]
    return performance.failures[before:]


def _draw_letter(console: Console, letter: Letter, *, whole: bool) -> None:
    """The first one as it is, of the others what they are about."""
    console.print(Text.assemble((letter.subject, "bold"), f"  to {', '.join(letter.to)}"))
    for line in takewhile(lambda line: line.strip() != "--", letter.text.splitlines() if whole else ()):
        console.print(Text(f"  {line}".rstrip(), style="dim"))
