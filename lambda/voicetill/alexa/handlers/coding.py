"""The code of four digits that guards an order: heard, compared, and forgotten."""

from ask_sdk_core.dispatch_components import AbstractRequestHandler
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_core.utils import is_intent_name
from ask_sdk_model.response import Response

from voicetill.alexa.presenter import Presenter
from voicetill.alexa.request import code, visitor
from voicetill.alexa.session import CODE, recall
from voicetill.services.buying import Buying


class VoiceCode(AbstractRequestHandler):
    """The customer says a four-digit code; it is neither kept nor said again."""

    def __init__(self, buying: Buying, presenter: Presenter) -> None:
        self._buying = buying
        self._presenter = presenter

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Take VoiceCodeIntent."""
        return is_intent_name("VoiceCodeIntent")(handler_input)

    def handle(self, handler_input: HandlerInput) -> Response:
        """Go on with the order that it was asked for; where nobody asked, say that none is needed."""
        talk = recall(handler_input)
        if talk.asked != CODE:
            return self._presenter.say("code_unasked", handler_input)
        outcome = self._buying.say_code(visitor(handler_input), talk.question, code(handler_input))
        return self._presenter.present(outcome, handler_input)
