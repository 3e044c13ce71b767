"""The conversation as the page tells it."""

from simulator.script.conversation import Entry
from simulator.stage.turns import turn_of
from simulator.web.talk import conversation
from simulator.web.visits import Scene


def test_the_page_draws_a_charge_that_makes_no_sense() -> None:
    charge = {
        "type": "Connections.SendRequest",
        "name": "Charge",
        "payload": {"authorizeAttributes": "nine dollars"},
        "token": "t",
    }
    turn = turn_of("yes", {"request": {}}, {"response": {"directives": [charge]}}, ended=True)

    (_, sent) = conversation([Scene(1, Entry("yes"), (turn,), "en-US")])

    assert sent.words == "Passes Charge to Amazon Pay, and ends the session."
