"""The command line around the real skill, each time in a process of its own, as people run it."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PURCHASE = ("open no nicks", "a starter kit", "yes")


def simulator(*arguments: str) -> subprocess.CompletedProcess[str]:
    # PYTHONPATH stands for the editable install, which serves lambda/ as a source root.
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "lambda")}
    return subprocess.run(
        [sys.executable, "-m", "simulator", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def test_json_is_one_object_a_turn_and_nothing_else() -> None:
    run = simulator("say", "--json", *PURCHASE, "> order placed", "> charged 9.00 USD once")

    turns = [json.loads(line) for line in run.stdout.splitlines()]
    assert run.returncode == 0, run.stderr
    assert len(turns) == 5
    for turn in turns:
        assert set(turn) == {"utterance", "request", "response", "speech", "card", "directives", "ended"}
    assert [directive["name"] for turn in turns for directive in turn["directives"]] == ["Setup", "Charge"]
    assert turns[-1]["card"]["type"] == "Standard"


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


def test_the_demo_sells_twice_and_ends_by_itself() -> None:
    run = simulator("demo")

    assert run.returncode == 0, run.stdout + run.stderr
    assert "doubles on this machine" in run.stdout.splitlines()[0]
    assert "\x1b" not in run.stdout
    assert max(map(len, run.stdout.splitlines())) <= 100
    for shown in ("9.00 USD", "13.00 USD", '"name": "Setup"', "ORDER#", "order confirmation"):
        assert shown in run.stdout
