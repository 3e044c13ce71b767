"""The merchant stops selling, and sells again."""

import pytest

from simulator.cloud.parameters import SWITCH
from tests.office.desks import ENVIRONMENT, PretendDesk
from voicetill.settings.ops import read_ops
from voicetill.wiring.ops import open_ops


def test_closing_asks_first_and_says_what_it_does(desk: PretendDesk) -> None:
    error = desk.refused("close")

    assert error["code"] == "confirmation_needed"
    assert "Stop selling" in error["message"]
    assert desk.ask("close", dry_run=True)["dry_run"]
    assert desk.parameters.values[SWITCH] == "open"


def test_it_is_closed_looked_at_and_opened(desk: PretendDesk) -> None:
    assert desk.done("close", confirm=True)["switch"] == "closed"
    assert desk.parameters.values[SWITCH] == "closed"
    assert desk.done("switch")["switch"] == "closed"
    assert desk.done("open", confirm=True)["switch"] == "open"
    assert desk.parameters.values[SWITCH] == "open"


def test_junk_is_told_as_such(desk: PretendDesk) -> None:
    desk.parameters.values[SWITCH] = "shut"

    answer = desk.done("switch")

    assert answer["switch"] is None
    assert "neither" in answer["told"]


@pytest.mark.parametrize(
    ("do", "more"), [("switch", {}), ("close", {"confirm": True}), ("open", {"confirm": True})]
)
def test_an_outage_is_told_and_nothing_is_claimed(desk: PretendDesk, do: str, more: dict[str, bool]) -> None:
    desk.parameters.down = True

    error = desk.refused(do, **more)

    assert error["code"] == "switch_unavailable"


@pytest.mark.parametrize("do", ["switch", "close", "open"])
def test_without_a_switch_it_says_so(desk: PretendDesk, do: str) -> None:
    alone = open_ops(read_ops({**ENVIRONMENT, "SALES_SWITCH_PARAMETER": " "}))

    assert alone.answer({"do": do})["error"]["code"] == "no_switch"
