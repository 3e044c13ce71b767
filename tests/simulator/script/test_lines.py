"""Scripts: what a line means, what is wrong with a bad one, and what an expectation finds."""

from pathlib import Path

import pytest

from simulator.__main__ import main
from simulator.script.conversation import Conversation
from simulator.script.lines import BadScript, read_arguments, read_script
from simulator.script.performance import Broken, Performance
from simulator.stage.rehearsal import Rehearsal
from tests.simulator.small_shop import StubSkill, a_model


def perform(*lines: str) -> list[str]:
    """Play the lines with the little skill, which stores an order a charge; return what was not as expected."""
    room = Rehearsal(StubSkill(), models={"en-US": a_model()})
    performance = Performance(Conversation(room, lambda: len(room.amazon_pay.ledger.charges)))
    list(performance.play(read_arguments(lines)))
    return performance.failures


PURCHASE = ("open tea corner", "green tea", "yes")


@pytest.mark.parametrize(
    "lines",
    [
        ("open tea corner", "> speech contains WELCOME.", "> listening", "> speech lacks order"),
        ("open tea corner", "green tea", "> directive Setup", "> speech contains 9.00 dollars"),
        (*PURCHASE, "> directive Charge amount 9.00", "> directive Charge", "> card title your order", "> ended"),
        (*PURCHASE, "> order placed", "> charged 9.00 USD once", "> charged 9 USD 1 times"),
        (*PURCHASE, "> order placed", "!redeliver", "> order placed", "> charged 9.00 USD once"),
        (*PURCHASE, *PURCHASE, "> charged 9.00 USD twice"),
        ("open tea corner", "> charged nothing"),
        ("open tea corner", "!leave", "> ended"),
        ("!consent denied", "open tea corner", "green tea", "> speech contains did not work"),
        ("!pay late", "ask tea corner for green tea", "> ended", "!deliver", "> listening"),
        ("!pay declined-invalid-payment-method-hard", *PURCHASE, "!wallet repair", *PURCHASE, "> order placed"),
        ("!intent BuyIntent product=green_tea quantity=2", "> directive Setup"),
        ("!intent BuyIntent 'product=black tea'", "> directive Setup"),
        ("!customer ben", "!device bedroom", "open tea corner", "# a remark", "", "> listening"),
    ],
)
def test_expectations_that_hold_say_nothing(lines: tuple[str, ...]) -> None:
    assert perform(*lines) == []


@pytest.mark.parametrize(
    ("expectation", "found"),
    [
        ("> speech contains goodbye", 'the speech "Thank you."'),
        ("> speech lacks thank", 'the speech "Thank you."'),
        ("> card title Receipt", 'cards "Your order"'),
        ("> directive Setup", 'directives "Charge amount 9.00"'),
        ("> directive Charge amount 9.01", 'directives "Charge amount 9.00"'),
        ("> charged 9.00 USD twice", 'the ledger with "9.00 USD"'),
        ("> charged 9.00 EUR once", 'the ledger with "9.00 USD"'),
        ("> charged nothing", 'the ledger with "9.00 USD"'),
        ("> listening", "an ended session"),
    ],
)
def test_a_disappointed_expectation_says_where_what_was_expected_and_what_was_found(
    expectation: str, found: str
) -> None:
    (failure,) = perform(*PURCHASE, expectation)

    assert failure == f"argument 4: expected {expectation.removeprefix('> ')}\n  found {found}"


def test_an_order_counts_for_the_wish_that_it_came_from() -> None:
    (failure,) = perform(*PURCHASE, "open tea corner", "> order placed")

    assert "no order stored" in failure


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
    ("!wallet burn", "!wallet repair"),
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


@pytest.mark.parametrize(
    "arguments", [[], ["sing"], ["say"], ["say", "--script", "a", "b"], ["say", "--loud", "a"]]
)
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
