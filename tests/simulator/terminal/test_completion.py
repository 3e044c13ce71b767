"""What the terminal offers while somebody types."""

import pytest

from simulator.stage.rehearsal import Rehearsal
from simulator.terminal.completion import choices
from tests.simulator.small_shop import StubSkill, a_model


@pytest.fixture
def room() -> Rehearsal:
    return Rehearsal(StubSkill(), models={"en-US": a_model()})


def offered(room: Rehearsal, typed: str) -> list[str]:
    return [choice.text for choice in choices(typed, room)]


@pytest.mark.parametrize(
    ("typed", "includes"),
    [
        ("", ["open tea corner"]),
        ("!", ["!pay", "!help", "!quit", "!device"]),
        ("!re", ["!redeliver", "!request", "!response"]),
        ("!pay ", ["pending", "late"]),
        ("!pay pending la", ["late"]),
        ("!consent ", ["granted", "denied"]),
        ("!voice-purchasing ", ["on", "off"]),
        ("!agreement ", ["suspended", "canceled"]),
        ("!address ", ["postalCode=", "none", "usual"]),
        ("!limit ", ["none"]),
        ("!crash be", ["before-load", "before-save", "before-answer"]),
        ("!device ", ["kitchen", "show"]),
        ("!device hall ", ["show", "en-US"]),
        ("!locale ", ["en-US"]),
        ("!customer ", ["'first customer'"]),
        ("!intent Bu", ["BuyIntent"]),
        ("!intent BuyIntent ", ["product=green_tea", "quantity="]),
        ("!help pa", ["pay"]),
        (">", ["speech contains", "speech lacks", "order placed", "session open"]),
        ("> no ", ["no speech", "no order placed"]),
        ("buy gr", ["buy green tea", "buy two green tea"]),
        ("cart", ["what's in my cart", "my cart please"]),
    ],
)
def test_what_fits_is_offered(room: Rehearsal, typed: str, includes: list[str]) -> None:
    assert set(includes) <= set(offered(room, typed))


@pytest.mark.parametrize(
    "typed",
    ["!pay late late", "!leave ", "!save ", "xyzzy", "!nothing ", "!intent Nothing ", "> order placed"],
)
def test_what_does_not_fit_is_not_offered(room: Rehearsal, typed: str) -> None:
    assert offered(room, typed) == []


def test_what_is_chosen_takes_the_place_of_what_was_begun(room: Rehearsal) -> None:
    choice, *_ = choices("!pay twice misp", room)

    assert (choice.text, choice.replaces) == ("misplaced-state", 4)
    assert choice.meaning.startswith("Charge: ")


def test_what_begins_as_typed_comes_first(room: Rehearsal) -> None:
    assert offered(room, "green")[0] == "green tea"


def test_in_a_language_without_a_model_nothing_can_be_said(room: Rehearsal) -> None:
    choices("!locale ", room)
    room.models = {}

    assert offered(room, "") == []
