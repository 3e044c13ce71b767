"""Who allows notices is kept, under Alexa's name for them, as long as they do; nobody is spoken to about it."""

import pytest

from tests.alexa.envelopes import changed, recorded
from tests.alexa.tills import Till, Turn

USER = "amzn1.ask.account.NONICKSEXAMPLECUSTOMER"


def kept(till: Till) -> list[str]:
    customers = [drawer.customer for drawer in till.ledger.drawers()]
    return [customer.notices_to for customer in customers if customer is not None]


def test_a_customer_who_allows_notices_is_known_by_name(till: Till) -> None:
    turn = Turn(till.answer(recorded("notices_changed")))

    assert turn.response == {}
    assert kept(till) == [USER]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("request.body.subscriptions", []),
        ("request.body.subscriptions", [{"eventName": "AMAZON.WeatherAlert.Activated"}]),
        ("request.body", {}),
        ("request.body", None),
        ("request.type", "AlexaSkillEvent.SkillDisabled"),
    ],
)
def test_who_allows_them_no_longer_is_forgotten(till: Till, path: str, value: object) -> None:
    till.answer(recorded("notices_changed"))

    turn = Turn(till.answer(changed(recorded("notices_changed"), path, value)))

    assert turn.response == {}
    assert kept(till) == [""]


def test_the_same_event_again_changes_nothing(till: Till) -> None:
    till.answer(recorded("notices_changed"))
    writes = till.ledger.writes

    till.answer(recorded("notices_changed"))

    assert till.ledger.writes == writes
