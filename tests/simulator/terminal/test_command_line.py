"""The command line around the real skill, each time in a process of its own, as people run it."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PURCHASE = ("open no nicks", "a starter kit", "yes")
# PYTHONPATH stands for the editable install, which serves lambda/ as a source root.
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "lambda"), str(ROOT)])}


def simulator(
    *arguments: str, said: bytes = b"", cwd: Path = ROOT, environment: Mapping[str, str] = ENVIRONMENT
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "simulator", *arguments],
        cwd=cwd,
        env=environment,
        input=said,
        capture_output=True,
        timeout=60,
        check=False,
    )
    out, err = done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
    assert "Traceback" not in err
    return subprocess.CompletedProcess(done.args, done.returncode, out, err)


def test_json_is_one_object_a_turn_and_nothing_else() -> None:
    run = simulator("say", "--json", *PURCHASE, "> order placed", "> charged 9.00 USD once")

    turns = [json.loads(line) for line in run.stdout.splitlines()]
    assert run.returncode == 0, run.stderr
    assert len(turns) == 5
    for turn in turns:
        assert set(turn) == {"utterance", "request", "response", "speech", "card", "directives", "ended"}
    assert [directive["name"] for turn in turns for directive in turn["directives"]] == ["Setup", "Charge"]
    assert turns[-1]["card"]["type"] == "Standard"


def test_a_seed_and_a_moment_repeat_every_word_and_a_saved_script_every_turn(tmp_path: Path) -> None:
    exactly = ("--json", "--seed", "7", "--at", "2026-11-23T18:00")
    scene = ("--device", "show", "--customer", "Ben Brown", "--save", "said.txt", "--export", "said.json")

    first = simulator("say", *exactly, *scene, *PURCHASE, cwd=tmp_path)
    again = simulator("say", *exactly, "--script", "said.txt", cwd=tmp_path)

    assert first.returncode == again.returncode == 0, first.stderr + again.stderr
    assert first.stdout == again.stdout
    assert json.loads(first.stdout.splitlines()[0])["request"]["request"]["timestamp"] == "2026-11-23T18:00:00Z"
    assert (tmp_path / "said.txt").read_text(encoding="utf-8").splitlines() == [
        "# Plays the same with --seed 7 --at 2026-11-23T18:00:00",
        "!device show",
        "!customer 'Ben Brown'",
        *PURCHASE,
    ]
    assert json.loads((tmp_path / "said.json").read_text(encoding="utf-8"))["userInput"] == [*PURCHASE, ".quit"]
    assert "left out '!device show'" in first.stderr


def test_a_disappointed_expectation_exits_with_1(tmp_path: Path) -> None:
    script = tmp_path / "script.txt"
    script.write_text("\n".join([*PURCHASE, "> charged 1.00 USD once"]), encoding="utf-8")

    run = simulator("say", "--script", str(script))

    assert run.returncode == 1
    assert f"{script}:4: expected charged 1.00 USD once" in run.stderr
    assert '"9.00 USD"' in run.stderr


def test_words_that_nobody_hears_exit_with_1() -> None:
    run = simulator("say", "a starter kit")

    assert run.returncode == 1
    assert "NobodyListens" in run.stderr


def test_piped_lines_are_done_one_by_one_and_the_conversation_goes_on() -> None:
    lines = (
        "\ufeffyes",
        "!savee",
        "open no nicks",
        "# a remark",
        "> speech contains welcome",
        "!ledger",
        "!quit",
        "yes",
    )

    run = simulator(said="\r\n".join(lines).encode())

    assert run.returncode == 2
    assert "say:" not in run.stdout
    assert "\x1b" not in run.stdout
    for shown in (
        "no session is open",
        "did you mean !save",
        "as expected  speech contains",
        "nothing was charged",
    ):
        assert shown in run.stdout
    assert run.stdout.rstrip().endswith("nothing was charged")


@pytest.mark.parametrize(
    ("lines", "code"), [(b"open no nicks\n", 0), (b"open no nicks\n> ended\n", 1), (b"\xff\n", 2)]
)
def test_piped_lines_earn_an_exit_code(lines: bytes, code: int) -> None:
    run = simulator("--locale", "en-US", said=lines)

    assert run.returncode == code, run.stdout + run.stderr


def test_a_reader_who_goes_away_sees_no_traceback() -> None:
    command = f'"{sys.executable}" -m simulator say --json "open no nicks" help help help | head -c 10'

    run = subprocess.run(
        ["bash", "-c", f"{command}; exit ${{PIPESTATUS[0]}}"],
        cwd=ROOT,
        env=ENVIRONMENT,
        capture_output=True,
        timeout=60,
        check=False,
    )

    assert run.stderr == b""
    assert run.returncode in (0, 141)


def test_a_terminal_that_knows_few_characters_is_no_reason_to_fail() -> None:
    plain = {**ENVIRONMENT, "PYTHONIOENCODING": "ascii"}

    run = simulator("say", *PURCHASE, environment=plain)
    as_json = simulator("say", "--json", *PURCHASE, environment=plain)

    assert run.returncode == 0, run.stderr
    assert "\\xd7 Starter Kit" in run.stdout
    assert json.loads(as_json.stdout.splitlines()[-1])["card"]["text"].startswith("1 × Starter Kit")


def test_the_demo_sells_twice_and_ends_by_itself() -> None:
    run = simulator("demo")

    assert run.returncode == 0, run.stdout + run.stderr
    assert "doubles on this machine" in run.stdout.splitlines()[0]
    assert "\x1b" not in run.stdout
    assert max(map(len, run.stdout.splitlines())) <= 100
    for shown in ("9.00 USD", "13.00 USD", '"name": "Setup"', "ORDER#", "order confirmation"):
        assert shown in run.stdout
