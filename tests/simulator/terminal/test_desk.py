"""The terminal's own commands around the real shop, drawn for a window."""

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from simulator.cloud.double import Cloud
from simulator.stage.stage import set_up
from simulator.terminal.desk import Desk
from simulator.terminal.desk_commands import DESK_COMMANDS, take
from simulator.terminal.helping import draw_welcome
from simulator.terminal.prompt import below, history_file
from simulator.terminal.scene import Scene

PURCHASE = ("open no nicks", "a starter kit", "yes")


@pytest.fixture
def desk(cloud: Cloud) -> Desk:
    return Desk(Console(file=io.StringIO(), width=100, highlight=False), set_up(cloud), Scene(seed=7))


def shown(desk: Desk, *lines: str) -> str:
    """What is drawn while these lines are done."""
    out = desk.console.file
    assert isinstance(out, io.StringIO)
    before = len(out.getvalue())
    for line in lines:
        take(desk, line)
    return out.getvalue()[before:]


def test_somebody_who_types_sees_no_echo_and_few_words(desk: Desk) -> None:
    drawn = shown(desk, *PURCHASE)

    assert "customer" not in drawn
    assert "understood   BuyIntent product=starter_kit" in drawn
    assert "sends      Charge 9.00 USD" in drawn
    assert '"payload"' not in drawn
    assert "Closed (MaxCapturesProcessed)" in drawn
    assert "No Nicks order confirmation" in drawn


def test_what_is_stored_and_charged_can_be_looked_at(desk: Desk) -> None:
    before = shown(desk, "!orders", "!items", "!ledger", "!request", "!response")
    shown(desk, *PURCHASE)

    assert before.count("nothing") + before.count("no order") == 3
    assert "ORDER#" in shown(desk, "!orders")
    assert "NOW#CUSTOMER" in shown(desk, "!items")
    assert "9.00 USD" in shown(desk, "!ledger")
    assert json.loads(shown(desk, "!request"))["request"]["type"] == "Connections.Response"
    assert json.loads(shown(desk, "!response"))["response"]["shouldEndSession"] is False


def test_a_conversation_is_saved_opened_again_and_exported(desk: Desk, tmp_path: Path, cloud: Cloud) -> None:
    script, replay = tmp_path / "my script.txt", tmp_path / "replay.json"
    shown(desk, *PURCHASE, "!dance", f"!save '{script}'", f"!export {replay}")
    another = Desk(Console(file=io.StringIO(), width=60), set_up(cloud), Scene())

    drawn = shown(another, f"!open '{script}'")

    assert script.read_text(encoding="utf-8") == "\n".join(["# Plays the same with --seed 7", *PURCHASE, ""])
    assert json.loads(replay.read_text(encoding="utf-8"))["userInput"] == [*PURCHASE, ".quit"]
    assert '"a starter kit"' in drawn
    assert another.stage.count_orders() == 1


def test_a_foreign_file_is_written_over_only_when_told_to(desk: Desk, tmp_path: Path) -> None:
    mine = tmp_path / "mine.txt"
    mine.write_text("precious", encoding="utf-8")
    shown(desk, "open no nicks")

    refused = shown(desk, f"!save {mine}")
    kept = mine.read_text(encoding="utf-8")
    shown(desk, f"!save {mine} over", "help", f"!save {mine}")

    assert "to write over it, add the word over" in refused
    assert kept == "precious"
    assert mine.read_text(encoding="utf-8").endswith("open no nicks\nhelp\n")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("!save", "expected !save FILE"),
        ("!save a b c", "expected !save FILE"),
        ("!save a.txt again", "the word over or nothing"),
        ("!save 'a", "closed quotes"),
        ("!save /nowhere/a.txt", "cannot be written: No such file"),
        ("!open /nowhere/a.txt", "cannot be read: No such file"),
        ("!export /tmp/a.json", "expected something that the customer says"),
        ("!orders all", "expected !orders"),
        ("!lodger", "nothing is called !lodger (did you mean !ledger"),
        ("!pay", "expected !pay OUTCOME ..."),
        ("> order plaecd", "expected > order placed"),
    ],
)
def test_a_line_that_means_nothing_is_turned_down(desk: Desk, line: str, told: str) -> None:
    drawn = " ".join(shown(desk, line).split())

    assert told in drawn
    assert desk.worst == 2


def test_help_is_one_table_of_everything(desk: Desk) -> None:
    drawn = shown(desk, "!help")

    for written in (*DESK_COMMANDS, "!pay OUTCOME", "> order placed", "# REMARK"):
        assert written in drawn


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("!help pay", "declined-amazon-rejected"),
        ("!help !crash", "before-save"),
        ("!help device", "spot"),
        ("!help speech", "no speech"),
        ("!help >", "nothing is called so"),
        ("!help redelivr", "did you mean redeliver"),
    ],
)
def test_help_tells_more_about_one_word(desk: Desk, line: str, told: str) -> None:
    assert told in shown(desk, line)


def test_leaving_is_a_command(desk: Desk) -> None:
    shown(desk, "!quit")

    assert desk.left


def test_the_hints_tell_who_listens_and_fit_the_window(desk: Desk) -> None:
    quiet = below(desk, 100)
    shown(desk, "open no nicks", "!pay late", "a starter kit")

    assert quiet == ' kitchen, en-US: no session · "open no nicks" · !help'
    assert "1 answer kept back: !deliver" in below(desk, 100)
    assert len(below(desk, 20)) <= 20


def test_the_first_screen_says_what_to_say(desk: Desk) -> None:
    draw_welcome(desk.console, desk.stage.room.models["en-US"])
    out = desk.console.file
    assert isinstance(out, io.StringIO)

    assert 'Say "open no nicks", then "starter kit"' in out.getvalue()


@pytest.mark.parametrize("width", [30, 46, 80])
def test_a_narrow_window_is_never_overrun(cloud: Cloud, width: int) -> None:
    desk = Desk(Console(file=io.StringIO(), width=width), set_up(cloud), Scene(), types=False)

    drawn = shown(desk, *PURCHASE, "!pay late", "> ended", "> order placed", "!ledger", "!orders", "!help")

    assert max(map(len, drawn.splitlines())) <= width


def test_lines_are_remembered_where_the_user_keeps_state(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    chosen = history_file()
    monkeypatch.setenv("XDG_STATE_HOME", "relative")

    assert chosen == tmp_path / "voicetill" / "history"
    assert history_file() == Path.home() / ".local" / "state" / "voicetill" / "history"
