"""`python -m simulator say`: one conversation from the command line, for people or as JSON."""

import json
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from typing import TextIO

from simulator.script.conversation import Conversation
from simulator.script.lines import Step
from simulator.script.performance import Broken, Performance
from simulator.stage.stage import stage
from simulator.terminal.presenter import console_for_people, draw_turn


def say(steps: Sequence[Step], *, as_json: bool) -> int:
    """Play the steps; return 0, or 1 when the conversation was not as expected."""
    out = sys.stdout
    # Whatever the skill prints must not get between the lines of JSON.
    with redirect_stdout(sys.stderr if as_json else out), stage() as set_up:
        performance = Performance(Conversation(set_up.room, set_up.count_orders))
        problems = _play(performance, steps, json_to=out if as_json else None)
        if kept := set_up.room.kept_back:
            print(f"note: answers kept back and never delivered: {kept}", file=sys.stderr)
    for problem in problems:
        print(f"FAILED {problem}", file=sys.stderr)
    return 1 if problems else 0


def _play(performance: Performance, steps: Sequence[Step], *, json_to: TextIO | None) -> list[str]:
    """Show each turn as soon as it is there; return what was not as expected."""
    console = console_for_people()
    try:
        for entry in performance.play(steps):
            for turn in entry.turns:
                if json_to is None:
                    draw_turn(console, turn)
                else:
                    print(json.dumps(turn.as_json(), ensure_ascii=False), file=json_to, flush=True)
    except Broken as error:
        return [*performance.failures, str(error)]
    return performance.failures
