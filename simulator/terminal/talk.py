"""`python -m simulator`: a conversation with the shop, line by line, typed or piped."""

import sys
from collections.abc import Iterator

from rich.console import Console

from simulator.customers import FIRST_LOCALE
from simulator.language.interaction_model import read_models
from simulator.script.lines import decoded
from simulator.terminal.desk import Desk
from simulator.terminal.desk_commands import take
from simulator.terminal.helping import draw_welcome
from simulator.terminal.logs import log_told
from simulator.terminal.presenter import console_for_people
from simulator.terminal.prompt import open_prompt
from simulator.terminal.scene import Scene


def talk(scene: Scene) -> int:
    """Hold the conversation; return the exit code, which is 0 for one that was typed. Raises BadScript."""
    console = console_for_people()
    typed = sys.stdin.isatty() and sys.stdout.isatty()
    opening = scene.steps()
    if typed:
        _welcome(console, scene)
    with scene.stage() as set_up:
        desk = Desk(console, set_up, scene, types=typed)
        with log_told(desk.log):
            for step in opening:
                desk.tell(step.text)
            if typed:
                _by_hand(desk)
                return 0
            _by_pipe(desk)
            return desk.worst


def _welcome(console: Console, scene: Scene) -> None:
    draw_welcome(console, read_models().get(scene.locale or FIRST_LOCALE))


def _by_hand(desk: Desk) -> None:
    """Ask for line after line until the tester leaves. Ctrl-c drops the line, or what is being done."""
    prompt = open_prompt(desk)
    while not desk.left:
        try:
            line = prompt.prompt()
            # The window may have another width by now.
            desk.console = console_for_people()
            if line.strip():
                take(desk, line)
                desk.console.print()
        except KeyboardInterrupt:
            desk.say("ctrl-d or !quit leaves")
        except EOFError:
            return


def _by_pipe(desk: Desk) -> None:
    """Do the lines of standard input, whatever comes of each."""
    for line in _lines():
        if desk.left:
            return
        if line.strip():
            take(desk, line)


def _lines() -> Iterator[str]:
    for number, line in enumerate(sys.stdin.buffer, start=1):
        yield decoded(f"standard input:{number}", line).rstrip("\r\n")
