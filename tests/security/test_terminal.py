"""What customers wrote steers nobody's terminal: the merchant's command shows it, and does not do it."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.__main__ import main
from ops.visible import visible
from tests.builders import CHECKOUT_ID, an_address
from tests.office.desks import PretendDesk
from voicetill.domain.checkout_record import order_number

NUMBER = order_number(CHECKOUT_ID)

TRICKS = (
    "\x1b[2J\x1b[H",
    "\x1b]0;paid\x07",
    "\x1b]52;c;cm0gLXJm\x07",
    "\x9b31m",
    "\x08\x08\x08",
    "\r9.00 USD",
    "\u202e001\u202c",
    "\u2066x\u2069",
    "\x7f",
)
_STEERS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

Ops = Callable[..., str]


@pytest.fixture
def desk() -> PretendDesk:
    return PretendDesk()


@pytest.fixture
def ops(desk: PretendDesk, capsys: pytest.CaptureFixture[str]) -> Ops:
    def run(*words: str) -> str:
        main(words, desk=desk.desk.answer)
        printed = capsys.readouterr()
        return printed.out + printed.err

    return run


def _sold(desk: PretendDesk, trick: str) -> None:
    """An order to somebody whose address at Amazon holds a trick in every line."""
    place = an_address(name=f"Robin{trick}", lines=(f"1{trick} Main Street",), city=f"{trick}Cupertino")
    desk.behind.sold(address=place)


@pytest.mark.parametrize("trick", TRICKS, ids=ascii)
def test_an_address_steers_no_terminal(desk: PretendDesk, ops: Ops, trick: str) -> None:
    _sold(desk, trick)

    shown = ops("orders", "show", NUMBER, "--address")
    told = ops("orders", "show", NUMBER, "--address", "--json")

    assert "Main Street" in shown
    assert _STEERS.findall(shown) == []
    assert _STEERS.findall(told) == []
    assert json.loads(told)["order"]["address"]["name"] == f"Robin{trick}", "who reads JSON gets it as it is"


@pytest.mark.parametrize("trick", TRICKS, ids=ascii)
def test_what_is_stored_of_a_customer_steers_no_terminal(desk: PretendDesk, ops: Ops, trick: str) -> None:
    _sold(desk, trick)

    shown = ops("export", "--order", NUMBER)

    assert "Main Street" in shown
    assert _STEERS.findall(shown) == []


def test_a_faulty_request_steers_no_terminal(ops: Ops) -> None:
    assert _STEERS.findall(ops("orders", "show", "\x1b[2Jx")) == []


@given(st.recursive(st.text(), lambda inner: st.lists(inner, max_size=3), max_leaves=5))
def test_whatever_is_made_visible_means_the_same_as_json(value: Any) -> None:
    told = visible(json.dumps(value, ensure_ascii=False))

    assert json.loads(told) == value
    assert _STEERS.findall(told) == []
