"""The line in which a tester types: history, completion, and hints below it."""

import os
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.output import ColorDepth
from prompt_toolkit.shortcuts import CompleteStyle
from prompt_toolkit.styles import Style

from simulator.terminal.completion import LineCompleter, hints
from simulator.terminal.desk import Desk

STYLE = Style.from_dict(
    {"prompt": "bold ansicyan", "bottom-toolbar": "noreverse ansibrightblack", "bottom-toolbar.text": "noreverse"}
)
_MARK = "say: "


def open_prompt(desk: Desk) -> PromptSession[str]:
    """A prompt for this desk."""
    return PromptSession(
        message=FormattedText([("class:prompt", _MARK)]),
        history=_history(),
        completer=LineCompleter(desk),
        complete_while_typing=True,
        complete_style=CompleteStyle.COLUMN,
        auto_suggest=AutoSuggestFromHistory(),
        bottom_toolbar=lambda: FormattedText([("", below(desk, os.get_terminal_size().columns))]),
        style=STYLE,
        color_depth=ColorDepth.DEPTH_1_BIT if os.environ.get("NO_COLOR") else None,
        reserve_space_for_menu=6,
    )


def below(desk: Desk, columns: int) -> str:
    """Who listens, and what could be said: as much as fits the window."""
    room = desk.stage.room
    device = room.speaker.device
    state = "a session is open" if room.listening else "no session"
    kept = [f"{room.kept_back} answer{'s' * (room.kept_back > 1)} kept back: !deliver"] if room.kept_back else []
    parts = [f"{device.name}, {device.locale}: {state}", *kept, *(f'"{hint}"' for hint in hints(room)), "!help"]
    line = f" {parts[0]}"
    for part in parts[1:]:
        if len(line) + len(part) + 3 <= columns:
            line += f" · {part}"
    return line[:columns]


def history_file() -> Path:
    """Where lines are remembered: in the user's state, as the XDG Base Directory Specification has it."""
    state = os.environ.get("XDG_STATE_HOME", "")
    # The specification wants relative paths to be ignored.
    home = Path(state) if Path(state).is_absolute() else Path.home() / ".local" / "state"
    return home / "voicetill" / "history"


def _history() -> History:
    """The history in its file, or one that lasts as long as the program where there can be no file."""
    try:
        path = history_file()
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        path.read_bytes()
    except (OSError, RuntimeError):
        return InMemoryHistory()
    return FileHistory(path)
