"""The command line without a conversation: lists, help, files there and back, and all that is wrong usage."""

import json
from pathlib import Path
from typing import NoReturn

import pytest

from simulator.__main__ import main
from simulator.alexa.rulebook import RULES
from simulator.amazon_pay.outcomes import OUTCOMES
from simulator.language.interaction_model import BrokenModel
from simulator.script.commands import COMMANDS
from simulator.script.expectations import EXPECTATIONS

Captured = pytest.CaptureFixture[str]


def test_outcomes_are_listed_one_a_line_name_first(capsys: Captured) -> None:
    assert main(["outcomes"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(OUTCOMES)


def test_the_grammar_is_listed_one_line_of_a_script_a_line(capsys: Captured) -> None:
    assert main(["commands"]) == 0

    lines = capsys.readouterr().out.splitlines()
    for usage in (*(form.usage for form in COMMANDS.values()), *(f"> {form.usage}" for form in EXPECTATIONS)):
        assert any(line.startswith(f"{usage}  ") for line in lines), usage


def test_the_rules_of_alexa_are_listed_with_their_pages(capsys: Captured) -> None:
    assert main(["rules"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(RULES)
    assert all(line.endswith('")') for line in lines)


@pytest.mark.parametrize("arguments", [["--help"], ["say", "--help"], ["talk", "--help"], ["export", "--help"]])
def test_help_exits_with_0(arguments: list[str], capsys: Captured) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)

    assert caught.value.code == 0
    assert "usage: python -m simulator" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        ["sing"], ["say"], ["say", "--script", "a", "b"], ["say", "--loud", "a"], ["say", "--seed", "x", "a"],
        ["say", "--at", "soon", "a"], ["say", "--device", "toaster", "a"], ["export"], ["import"], ["--loud"],
    ],
)  # fmt: skip
def test_a_command_line_that_means_nothing_exits_with_2(arguments: list[str], capsys: Captured) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)

    assert caught.value.code == 2
    assert "usage: python -m simulator" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["say", "!dance"], "argument 1: expected a command"),
        (["say", "--locale", "german", "hello"], "--locale: expected !locale LOCALE"),
        (["say", "!intent SelIntent"], "argument 1: expected an intent: "),
        (
            ["say", "!intent BuyIntent produkt=x"],
            "argument 1: expected a slot: product, quantity (did you mean product?)",
        ),
        (["say", "> order placed"], "the script: is empty"),
    ],
)
def test_a_bad_line_exits_with_2(arguments: list[str], told: str, capsys: Captured) -> None:
    assert main(arguments) == 2

    assert capsys.readouterr().err.startswith(told)


def test_all_bad_lines_of_a_script_are_told_before_anything_is_played(tmp_path: Path, capsys: Captured) -> None:
    script = tmp_path / "bad.txt"
    script.write_bytes(b"\xef\xbb\xbfopen no nicks\r\n!pai late\r\n\r\n> order plaecd\r\n!consent perhaps\r\n")

    assert main(["say", "--script", str(script)]) == 2

    said = capsys.readouterr()
    assert said.out == ""
    assert [line.partition(": ")[0] for line in said.err.splitlines()] == [
        f"{script}:{line}" for line in (2, 4, 5)
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"open no nicks\n\xfcber\n", ":2: expected text in UTF-8, found the byte 0xfc"),
        (b"", "is empty"),
        (None, "cannot be read: Is a directory"),
    ],
)
def test_a_script_that_cannot_be_read_exits_with_2(
    tmp_path: Path, content: bytes | None, told: str, capsys: Captured
) -> None:
    script = tmp_path
    if content is not None:
        script = tmp_path / "script.txt"
        script.write_bytes(content)

    assert main(["say", "--script", str(script)]) == 2

    assert told in capsys.readouterr().err


def test_a_script_becomes_a_replay_file_and_a_script_again(tmp_path: Path, capsys: Captured) -> None:
    script, replay, again = tmp_path / "a.txt", tmp_path / "a.json", tmp_path / "b.txt"
    script.write_text("open no nicks\n!pay late\na starter kit\n", encoding="utf-8")

    assert (
        main(["export", str(script), "-o", str(replay), "--skill-id", "amzn1.ask.skill.9", "--locale", "en-GB"])
        == 0
    )
    noted = capsys.readouterr().err
    assert main(["import", str(replay), "-o", str(again)]) == 0

    document = json.loads(replay.read_text(encoding="utf-8"))
    assert (document["skillId"], document["locale"]) == ("amzn1.ask.skill.9", "en-GB")
    assert noted.startswith(f"note: {script}:2: left out '!pay late'")
    assert again.read_text(encoding="utf-8").splitlines()[1:] == [
        "!locale en-GB",
        "open no nicks",
        "a starter kit",
    ]


def test_without_a_file_to_write_it_is_printed(tmp_path: Path, capsys: Captured) -> None:
    script = tmp_path / "a.txt"
    script.write_text("open no nicks\n", encoding="utf-8")

    assert main(["export", str(script)]) == 0

    assert json.loads(capsys.readouterr().out)["userInput"] == ["open no nicks", ".quit"]


def test_a_bad_replay_file_and_a_file_that_cannot_be_written_exit_with_2(tmp_path: Path, capsys: Captured) -> None:
    replay = tmp_path / "a.json"
    replay.write_text('{"skillId": "x", "locale": "en-US"}', encoding="utf-8")
    script = tmp_path / "a.txt"
    script.write_text("open no nicks\n", encoding="utf-8")

    assert main(["import", str(replay)]) == 2
    assert "userInput: expected a list" in capsys.readouterr().err
    assert main(["export", str(script), "-o", str(tmp_path)]) == 2
    assert "cannot be written: Is a directory" in capsys.readouterr().err


def test_a_model_that_cannot_be_read_exits_with_2(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    def broken() -> NoReturn:
        raise BrokenModel("en-US.json is not JSON")

    monkeypatch.setattr("simulator.terminal.say.read_models", broken)

    assert main(["say", "open no nicks"]) == 2
    assert capsys.readouterr().err == "en-US.json is not JSON\n"
