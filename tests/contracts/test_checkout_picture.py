"""The picture of the checkout machine in the docs is the one that its table draws."""

import re
from pathlib import Path

import pytest

from scripts.checkout_picture import BEGIN, END, PAGE, diagram, drawing, main, redrawn
from voicetill.domain.checkout import RULES, Rule
from voicetill.domain.checkout_events import BuyerRefused, Event, Expired
from voicetill.domain.checkout_record import State
from voicetill.domain.checkout_steps import stay

AN_EMPTY_PAGE = f"# The checkout\n\n{BEGIN}\n{END}\n\nWritten by hand.\n"


def test_the_page_is_fresh() -> None:
    """Stale? Draw it anew: python -m scripts.checkout_picture."""
    written = PAGE.read_text(encoding="utf-8")

    assert redrawn(written, RULES) == written


@pytest.mark.parametrize(
    ("pair", "leads_to"),
    [
        ((State.AWAITING_YES, BuyerRefused), ()),
        ((State.AWAITING_YES, BuyerRefused), (State.DECLINED,)),
        ((State.NEW, Expired), (State.NEW,)),
    ],
    ids=["a rule that leads nowhere", "a rule that leads elsewhere", "a new repeat"],
)
def test_a_changed_rule_makes_the_page_stale(pair: tuple[State, type[Event]], leads_to: tuple[State, ...]) -> None:
    written = PAGE.read_text(encoding="utf-8")

    changed = {**RULES, pair: Rule(stay(), leads_to)}

    assert redrawn(written, changed) != written


def test_a_rule_taken_away_makes_the_page_stale() -> None:
    written = PAGE.read_text(encoding="utf-8")

    fewer = {pair: rule for pair, rule in RULES.items() if pair != (State.AWAITING_YES, BuyerRefused)}

    assert redrawn(written, fewer) != written


def test_every_arrow_stands_for_rules_and_every_rule_has_its_arrow() -> None:
    drawn = re.findall(r"^    (\w+) --> (\w+): (.+)$", diagram(RULES), re.MULTILINE)

    arrows = [(begin, to, event) for begin, to, events in drawn for event in events.split(", ")]
    assert len(drawn) == len({(begin, to) for begin, to, _ in drawn})
    assert len(arrows) == len(set(arrows))
    assert set(arrows) == {
        (state.value, to.value, event.__name__)
        for (state, event), rule in RULES.items()
        for to in rule.leads_to
        if to is not state and not rule.late
    }


def test_the_table_names_every_rule() -> None:
    table = drawing(RULES).partition("## Every rule")[2]

    rows = re.findall(r"^\| ([A-Z_]+) \| ([\w, ]+) \| ([\w, ]+) \|$", table, re.MULTILINE)

    assert {(state, event): to for state, events, to in rows for event in events.split(", ")} == {
        (state.value, event.__name__): ", ".join(rule.leads_to) for (state, event), rule in RULES.items()
    }


def test_what_is_not_left_as_usual_ends_the_picture() -> None:
    ends = re.findall(r"(\w+) --> \[\*\]", diagram(RULES))

    assert ends == [State.PAID, State.ENROLLED, State.ABANDONED]  # but for a late proof


def test_the_order_of_the_table_s_rows_does_not_move_the_states() -> None:
    backwards = dict(reversed(list(RULES.items())))

    def arrows(text: str) -> list[str]:
        return re.findall(r"(\w+ --> \w+):", text)

    assert arrows(diagram(backwards)) == arrows(diagram(RULES))


def test_the_page_tells_what_every_state_means() -> None:
    told = re.findall(r"^\| ([A-Z_]+) \|", PAGE.read_text(encoding="utf-8").partition(BEGIN)[0], re.MULTILINE)

    assert told == list(State)


def test_a_check_names_a_stale_page_and_leaves_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "checkout.md"
    page.write_text(AN_EMPTY_PAGE, encoding="utf-8")

    assert main(["--check"], page=page) == 1

    assert page.read_text(encoding="utf-8") == AN_EMPTY_PAGE
    assert "python -m scripts.checkout_picture" in capsys.readouterr().err


def test_drawing_keeps_what_is_written_by_hand_and_then_passes_the_check(tmp_path: Path) -> None:
    page = tmp_path / "checkout.md"
    page.write_text(AN_EMPTY_PAGE, encoding="utf-8")

    assert main([], page=page) == 0

    assert main(["--check"], page=page) == 0
    assert page.read_text(encoding="utf-8").endswith("\n\nWritten by hand.\n")


def test_a_page_without_its_markers_is_refused() -> None:
    with pytest.raises(ValueError, match="must hold"):
        redrawn("# The checkout\n", RULES)
