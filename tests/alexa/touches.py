"""Touching what a screen shows."""

from tests.alexa.envelopes import Json, changed, recorded
from tests.alexa.tills import Customer, Turn


def touches(customer: Customer, arguments: object) -> Turn:
    """What comes of a touch that sends these arguments."""
    return customer.sends(a_touch(arguments))


def presses(customer: Customer, turn: Turn, label: str) -> Turn:
    """What comes of a touch of the button with this label, on the screen that came with a turn."""
    (button,) = (button for button in shown(turn)["buttons"] if button["label"] == label)
    return touches(customer, button["arguments"])


def shown(turn: Turn) -> Json:
    """What stands on the screen."""
    screen: Json = turn.screen["datasources"]["screen"]
    return screen


def a_touch(arguments: object) -> Json:
    return changed(recorded("touch"), "request.arguments", arguments)
