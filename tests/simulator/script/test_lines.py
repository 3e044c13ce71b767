"""Scripts: what a line means, what is wrong with a bad one, and where a conversation breaks."""

from pathlib import Path

import pytest

from simulator.__main__ import main
from simulator.script.lines import BadScript, read_script, read_text
from simulator.script.performance import Broken
from tests.simulator.script.stages import PURCHASE, perform


@pytest.mark.parametrize(
    "lines",
    [
        ("!consent denied", "open tea corner", "green tea", "> speech contains did not work"),
        ("!pay late", "ask tea corner for green tea", "> ended", "!deliver", "> listening"),
        ("!pay declined-invalid-payment-method-hard", *PURCHASE, "!wallet repair", *PURCHASE, "> order placed"),
        ("!pay decline InvalidPaymentMethod hard", *PURCHASE, "> charged nothing", *PURCHASE, "> charged nothing"),
        ("!wallet break", *PURCHASE, "> charged nothing", "!wallet repair", *PURCHASE, "> charged 9.00 USD once"),
        (*PURCHASE, "!agreement canceled", "open tea corner", "yes", "> charged 9.00 USD once"),
        ("!limit 5 USD", *PURCHASE, "> charged nothing", "!limit none USD", *PURCHASE, "> charged 9 USD once"),
        ("!address none", *PURCHASE[:2], "> speech lacks 9.00", "!address usual", *PURCHASE, "> order placed"),
        ("!address city=Springfield 'addressLine1=5 High Street' addressLine3=", *PURCHASE, "> order placed"),
        ("!intent BuyIntent product=green_tea quantity=2", "> directive Setup"),
        ("!intent BuyIntent 'product=black tea'", "> directive Setup"),
        ("!customer ben", "!device bedroom", "open tea corner", "# a remark", "", "> listening"),
    ],
)
def test_commands_do_what_they_say(lines: tuple[str, ...]) -> None:
    assert perform(*lines) == []


@pytest.mark.parametrize("lines", [("green tea",), ("!redeliver",), ("!deliver",), ("!leave",)])
def test_a_conversation_that_cannot_go_on_breaks_at_its_line(lines: tuple[str, ...]) -> None:
    with pytest.raises(Broken, match="argument 1"):
        perform(*lines)


BAD_LINES = [
    ("!dance", "expected a command: !intent"),
    ("!pai late", "did you mean !pay"),
    ("!pay", "expected !pay OUTCOME"),
    ("!pay pendding", "did you mean pending"),
    ("!pay late 'twice", "closed quotes"),
    ("!consent maybe", "granted|denied|absent"),
    ("!wallet burn", "!wallet repair|break"),
    ("!pay decline InvalidPaymentMethd", "did you mean "),
    ("!agreement suspendet", "did you mean suspended?"),
    ("!agreement", "!agreement open|suspended|canceled|closed|draft"),
    ("!limit lots USD", "a limit is a number"),
    ("!limit 5 XYZ", "no currency of Amazon Pay"),
    ("!limit 5", "!limit AMOUNT|none CURRENCY"),
    ("!address", "!address MEMBER=VALUE ...|none|usual"),
    ("!address town=Springfield", "no address has a 'town'"),
    ("!locale german", "!locale LOCALE"),
    ("!device hall shwo", "did you mean show?"),
    ("!redeliver twice", "expected !redeliver"),
    ("!customer", "!customer NAME"),
    ("!intent", "!intent NAME"),
    ("!intent BuyIntent product", "!intent NAME"),
    ("> speech", "> speech contains|lacks TEXT"),
    ("> charged lots", "> charged NUMBER CURRENCY"),
    ("> hope", "> order placed"),
]


@pytest.mark.parametrize(("line", "expected"), BAD_LINES)
def test_a_bad_line_is_told_with_its_file_and_number_before_anything_is_said(
    tmp_path: Path, line: str, expected: str
) -> None:
    script = tmp_path / "bad.txt"
    script.write_text(f"# a script\nopen tea corner\n{line}\n", encoding="utf-8")

    with pytest.raises(BadScript) as caught:
        read_script(script)

    assert str(caught.value).startswith(f"{script}:3: ")
    assert expected in str(caught.value)


def test_an_intent_that_the_model_lacks_makes_a_bad_script() -> None:
    with pytest.raises(BadScript, match="argument 1: no intent SellIntent"):
        perform("!intent SellIntent")


@pytest.mark.parametrize("content", [b"", b"# only a remark\n\n", b"\xff\xfe"])
def test_a_script_without_a_word_is_a_bad_script(tmp_path: Path, content: bytes) -> None:
    script = tmp_path / "empty.txt"
    script.write_bytes(content)

    with pytest.raises(BadScript):
        read_script(script)


def test_wrong_usage_exits_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["say", "!dance"]) == 2
    assert "argument 1" in capsys.readouterr().err
    assert main(["say", "--script", str(tmp_path / "nowhere.txt")]) == 2


@pytest.mark.parametrize("arguments", [["sing"], ["say"], ["say", "--script", "a", "b"], ["say", "--loud", "a"]])
def test_a_command_line_that_means_nothing_exits_with_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)

    assert caught.value.code == 2


def test_outcomes_are_listed_one_a_line_name_first(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["outcomes"]) == 0

    lines = capsys.readouterr().out.splitlines()
    names = [line.split()[0] for line in lines]
    assert {"open", "paid", "pending", "twice", "DuplicateRequest"} <= set(names)
    assert len(names) == len(set(names))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_as_any_editor_ends_them(end: str) -> None:
    steps = read_text("tea.txt", end.join(["open tea corner", "green tea", ""]))

    assert [(step.where, step.text) for step in steps] == [
        ("tea.txt:1", "open tea corner"),
        ("tea.txt:2", "green tea"),
    ]
