"""One answer to the customer, before it is put into Alexa's form."""

from collections.abc import Callable
from dataclasses import dataclass

from ask_sdk_model.interfaces.connections.send_request_directive import SendRequestDirective
from ask_sdk_model.interfaces.connections.v1.start_connection_directive import StartConnectionDirective
from ask_sdk_model.ui.card import Card

from voicetill.alexa.screens import Screen
from voicetill.alexa.session import Page
from voicetill.services.visits import Question


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said, shown and sent.

    With a `reprompt` the session stays open and waits; without one it ends. `asked` says what a yes or no would
    answer: `question` names the total, and `product` what was offered on top. `elicit` names the slot that is
    asked for, where the intent can be continued; `page` is what "more" would go on with. `screen` makes what is
    shown where there is one: most devices have none.
    """

    speech: str = ""
    reprompt: str = ""
    card: Card | None = None
    directive: SendRequestDirective | StartConnectionDirective | None = None
    asked: str = ""
    question: Question | None = None
    product: str = ""
    elicit: str = ""
    page: Page | None = None
    screen: Callable[[], Screen] | None = None
