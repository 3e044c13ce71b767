"""`python -m simulator import` and `export`: scripts out of replay files of `ask dialog`, and the other way."""

import sys
from collections.abc import Sequence
from pathlib import Path

from simulator.script.lines import read_script
from simulator.script.replay import read_replay, replay_of
from simulator.terminal.files import tell_left_out, write


def import_replay(file: Path, *, output: Path | None) -> int:
    """Write the script that says what the replay file says. Raises BadScript, CannotWrite."""
    replay = read_replay(file)
    return _put(replay.as_script(), output, replay.left_out)


def export_script(file: Path, *, output: Path | None, skill_id: str, locale: str | None) -> int:
    """Write the replay file that says what the script says. Raises BadScript, CannotWrite."""
    replay = replay_of(read_script(file), skill_id=skill_id, locale=locale)
    return _put(replay.as_json(), output, replay.left_out)


def _put(text: str, output: Path | None, left_out: Sequence[str]) -> int:
    if output is None:
        sys.stdout.write(text)
    else:
        write(output, text)
    tell_left_out(left_out)
    return 0
