"""The commands of the terminal alone, beside those of every script. One row of `DESK_COMMANDS` a command."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from simulator.script.commands import COMMANDS
from simulator.script.grammar import Misused, near, words_of
from simulator.script.lines import BadScript, read_script
from simulator.terminal import helping
from simulator.terminal.desk import Desk
from simulator.terminal.files import CannotWrite
from simulator.terminal.presenter import draw_json, draw_ledger, draw_moves, draw_orders
from simulator.terminal.say import exported

Deed = Callable[[Desk, list[str]], None]
"""What a command does with its words. Raises Misused, BadScript, CannotWrite."""


@dataclass(frozen=True)
class DeskForm:
    """One command of the terminal: how it is written, what it does, how many words it takes."""

    usage: str
    meaning: str
    do: Deed
    words: frozenset[int] = frozenset({0})


def take(desk: Desk, line: str) -> None:
    """Do one line, of the terminal or of the conversation; troubles are shown, and nothing is raised."""
    name = line.split(maxsplit=1)[0]
    form = DESK_COMMANDS.get(name)
    if form is None:
        _tell(desk, name, line)
        return
    try:
        words = words_of(line)[1:]
        if len(words) not in form.words:
            raise Misused(expected=form.usage, found=line)
        form.do(desk, words)
    except (Misused, BadScript, CannotWrite) as error:
        desk.turn_down(str(error))


def _tell(desk: Desk, name: str, line: str) -> None:
    if name.startswith("!") and name not in COMMANDS:
        desk.turn_down(
            f"nothing is called {name}{near(name, [*COMMANDS, *DESK_COMMANDS])}; !help lists what there is"
        )
    else:
        desk.tell(line, echo=not desk.types)


def _help(desk: Desk, words: list[str]) -> None:
    own = [(form.usage, form.meaning) for form in DESK_COMMANDS.values()]
    helping.draw_help(desk.console, words, own)


def _open(desk: Desk, words: list[str]) -> None:
    for step in read_script(Path(words[0]).expanduser()):
        desk.tell(step.text)


def _save(desk: Desk, words: list[str]) -> None:
    desk.keep(Path(words[0]), desk.scene.remarks() + desk.conversation.script(), over=_over(words))


def _export(desk: Desk, words: list[str]) -> None:
    text, left_out = exported(desk.conversation)
    desk.keep(Path(words[0]), text, over=_over(words))
    for note in left_out:
        desk.say(note)


def _orders(desk: Desk, words: list[str]) -> None:
    orders = desk.stage.orders()
    draw_orders(desk.console, orders)
    if not orders:
        desk.say("no order is stored")


def _items(desk: Desk, words: list[str]) -> None:
    items = desk.stage.items()
    draw_orders(desk.console, items)
    if not items:
        desk.say("nothing is stored")


def _ledger(desk: Desk, words: list[str]) -> None:
    room = desk.stage.room
    if room.back_office is not None and room.back_office.purse.moved:
        draw_moves(desk.console, room.back_office.purse.moved)
    elif room.ledger.charges:
        draw_ledger(desk.console, room.ledger)
    else:
        desk.say("nothing was charged")


def _request(desk: Desk, words: list[str]) -> None:
    _draw_last(desk, "request")


def _response(desk: Desk, words: list[str]) -> None:
    _draw_last(desk, "response")


def _draw_last(desk: Desk, member: str) -> None:
    """A member of the last turn, or of the attempt that Alexa refused."""
    room = desk.stage.room
    last: Any = room.refused or (room.turns[-1] if room.turns else None)
    if last is None:
        desk.say("the skill was not asked yet")
    else:
        draw_json(desk.console, getattr(last, member))


def _quit(desk: Desk, words: list[str]) -> None:
    desk.left = True


def _over(words: list[str]) -> bool:
    """Whether a file may be written over."""
    if words[1:] not in ([], ["over"]):
        raise Misused(expected="FILE, and then the word over or nothing", found=" ".join(words))
    return len(words) > 1


_A_FILE, _PERHAPS_ONE = frozenset({1, 2}), frozenset({0, 1})

DESK_COMMANDS: Mapping[str, DeskForm] = MappingProxyType(
    {
        form.usage.split(maxsplit=1)[0]: form
        for form in (
            DeskForm("!help [COMMAND]", "this table, or more about one command", _help, _PERHAPS_ONE),
            DeskForm("!open FILE", "play a script here", _open, frozenset({1})),
            DeskForm("!save FILE [over]", "write this conversation as a script", _save, _A_FILE),
            DeskForm("!export FILE [over]", "write what was said as a replay file", _export, _A_FILE),
            DeskForm("!orders", "the stored orders", _orders),
            DeskForm("!items", "everything that is stored", _items),
            DeskForm("!ledger", "what was really charged", _ledger),
            DeskForm("!request", "the last request to the skill, as JSON", _request),
            DeskForm("!response", "the skill's last response, as JSON", _response),
            DeskForm("!quit", "leave, as ctrl-d does", _quit),
        )
    }
)
"""The commands that only the terminal has, by name."""
