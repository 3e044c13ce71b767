"""Somebody at a real terminal: the prompt, colours or none, ctrl-c and ctrl-d."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.simulator.terminal.test_command_line import ENVIRONMENT, ROOT

PATIENCE = 30
_CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@dataclass
class Window:
    """A terminal window with the simulator in it."""

    program: subprocess.Popen[bytes]
    screen: int
    seen: str = ""
    _looked_at: int = 0

    def type(self, keys: str) -> None:
        os.write(self.screen, keys.encode())

    def resize(self, *, columns: int) -> None:
        fcntl.ioctl(self.screen, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))

    def wait_for(self, text: str) -> None:
        """Read until the text stands somewhere after what was waited for before."""
        deadline = time.monotonic() + PATIENCE
        while text not in (shown := _CONTROL.sub("", self.seen))[self._looked_at :]:
            assert time.monotonic() < deadline, f"no {text!r} in {self.seen[-2000:]!r}"
            if select.select([self.screen], [], [], 1)[0]:
                self.seen += os.read(self.screen, 65536).decode("utf-8", errors="replace")
        self._looked_at = shown.index(text, self._looked_at) + len(text)


@contextmanager
def window(state: Path, **environment: str) -> Iterator[Window]:
    screen, keyboard = pty.openpty()
    settings = {**ENVIRONMENT, "TERM": "xterm-256color", "XDG_STATE_HOME": str(state), **environment}
    program = subprocess.Popen(
        [sys.executable, "-m", "simulator"],
        cwd=ROOT,
        env=settings,
        stdin=keyboard,
        stdout=keyboard,
        stderr=keyboard,
    )
    os.close(keyboard)
    try:
        yield Window(program, screen)
    finally:
        program.kill()
        program.wait()
        os.close(screen)


def test_lines_fit_a_window_that_became_narrow(tmp_path: Path) -> None:
    # A COLUMNS in the environment would say that the width never changes.
    with window(tmp_path, COLUMNS="") as terminal:
        terminal.resize(columns=100)
        terminal.wait_for("say:")
        terminal.resize(columns=50)

        terminal.type("open no nicks\r")
        terminal.wait_for("like?")
        shown = _CONTROL.sub("", terminal.seen)

    answer = shown[shown.index("Welcome to No Nicks") : shown.rindex("like?")]
    assert [line for line in answer.splitlines() if len(line) > 50] == []


def test_a_visitor_types_is_answered_and_leaves_with_ctrl_d(tmp_path: Path) -> None:
    with window(tmp_path) as terminal:
        terminal.wait_for("say:")
        terminal.type("open no nicks\r")
        terminal.wait_for("What would you like?")
        terminal.wait_for("say:")
        terminal.type("something\x03")
        terminal.wait_for("!quit leaves")
        terminal.wait_for("say:")
        terminal.type("\x04")

        assert terminal.program.wait(PATIENCE) == 0
        assert "Traceback" not in terminal.seen
        assert "\x1b[32m" in terminal.seen
    assert "+open no nicks" in (tmp_path / "voicetill" / "history").read_text(encoding="utf-8")


def test_no_color_means_no_colour_and_a_folder_that_cannot_be_written_no_history(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.touch()

    with window(blocked, NO_COLOR="1") as terminal:
        terminal.wait_for("say:")
        terminal.type("open no nicks\r")
        terminal.wait_for("What would you like?")
        terminal.wait_for("say:")
        terminal.type("!quit\r")

        assert terminal.program.wait(PATIENCE) == 0
        assert not re.search(r"\x1b\[[0-9;]*[349][0-7]m", terminal.seen.replace("\x1b[39m", ""))
