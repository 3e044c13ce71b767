"""`python -m simulator say`: one conversation from the command line, for people or as JSON."""

import codecs
import json
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from simulator.language.interaction_model import read_models
from simulator.script.conversation import Conversation, Entry
from simulator.script.lines import Step, demand_known_intents, read_text
from simulator.script.performance import Broken, Performance
from simulator.script.replay import replay_of
from simulator.terminal.entries import draw_entry
from simulator.terminal.files import tell_left_out, write
from simulator.terminal.logs import log_told
from simulator.terminal.presenter import console_for_people
from simulator.terminal.scene import Scene


@dataclass(frozen=True)
class Wishes:
    """What becomes of a conversation: how it is shown, and where it is kept as a script or a replay file."""

    as_json: bool = False
    save: Path | None = None
    export: Path | None = None


def say(steps: Sequence[Step], scene: Scene, wishes: Wishes) -> int:
    """Play the steps; return 0, or 1 when the conversation was not as expected. Raises BadScript, CannotWrite."""
    demand_known_intents(steps, read_models().values())
    out = sys.stdout
    # Whatever the skill prints must not get between the lines of JSON.
    with redirect_stdout(sys.stderr if wishes.as_json else out), log_told(_log), scene.stage() as set_up:
        performance = Performance(Conversation(set_up.room, set_up.count_orders))
        problems = _play(performance, steps, json_to=out if wishes.as_json else None)
        if kept := set_up.room.kept_back:
            print(f"note: answers kept back and never delivered: {kept}", file=sys.stderr)
    for problem in problems:
        print(f"FAILED {problem}", file=sys.stderr)
    _keep(performance.conversation, scene, wishes)
    return 1 if problems else 0


def exported(conversation: Conversation) -> tuple[str, Sequence[str]]:
    """A conversation as a replay file, and what had to be left out. Raises BadScript when nothing was said."""
    replay = replay_of(read_text("line", conversation.script()))
    return replay.as_json(), replay.left_out


def _log(line: str) -> None:
    print(f"log: {line}", file=sys.stderr)


def _play(performance: Performance, steps: Sequence[Step], *, json_to: TextIO | None) -> list[str]:
    """Show what comes of each step as soon as it is there; return what was not as expected."""
    console = console_for_people()
    try:
        for entry in performance.play(steps):
            if json_to is None:
                draw_entry(console, entry)
            else:
                _print_turns(entry, json_to)
    except Broken as error:
        return [*performance.failures, str(error)]
    return performance.failures


def _print_turns(entry: Entry, out: TextIO) -> None:
    # Where the output cannot carry every character, JSON has escapes for them.
    escaped = codecs.lookup(out.encoding or "ascii").name != "utf-8"
    for turn in entry.turns:
        print(json.dumps(turn.as_json(), ensure_ascii=escaped), file=out, flush=True)


def _keep(conversation: Conversation, scene: Scene, wishes: Wishes) -> None:
    if wishes.save is not None:
        write(wishes.save, scene.remarks() + conversation.script())
    if wishes.export is not None:
        text, left_out = exported(conversation)
        write(wishes.export, text)
        tell_left_out(left_out)
