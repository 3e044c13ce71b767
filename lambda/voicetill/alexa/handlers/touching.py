"""Touching the screen, or choosing on it with a remote: the same as saying the word."""

import logging

from ask_sdk_core.dispatch_components import AbstractRequestHandler
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_core.utils import is_request_type
from ask_sdk_model.response import Response

from voicetill.alexa.envelopes import TOUCH
from voicetill.alexa.presenter import Presenter
from voicetill.alexa.request import visitor
from voicetill.alexa.touches import CHECK_OUT, END, RESUME, START_OVER, YES, Touch, read_touch
from voicetill.services.buying import Buying
from voicetill.services.filling import Filling
from voicetill.services.outcomes import NothingAsked, Outcome
from voicetill.services.subscribing import Subscribing
from voicetill.services.visits import Visitor

logger = logging.getLogger(__name__)


class TouchScreen(AbstractRequestHandler):
    """The customer touched a button of ours."""

    def __init__(self, buying: Buying, filling: Filling, subscribing: Subscribing, presenter: Presenter) -> None:
        self._buying = buying
        self._filling = filling
        self._subscribing = subscribing
        self._presenter = presenter

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Take every touch."""
        return is_request_type(TOUCH)(handler_input)

    def handle(self, handler_input: HandlerInput) -> Response:
        """Do what the word does; what no button of ours sends changes nothing."""
        touch = read_touch(getattr(handler_input.request_envelope.request, "arguments", None))
        if touch is None:
            logger.warning("touch not understood")
            return self._presenter.say("fallback", handler_input)
        return self._presenter.present(self._done(touch, visitor(handler_input)), handler_input)

    def _done(self, touch: Touch, who: Visitor) -> Outcome:
        if touch.word == CHECK_OUT:
            return self._buying.check_out(who)
        if touch.word == START_OVER:
            return self._filling.start_over(who)
        if touch.subscription_id:
            return self._about(touch, who)
        if touch.question is None:
            return NothingAsked()
        if touch.word == YES:
            return self._buying.agree(who, touch.question)
        return self._buying.refuse(who, touch.question)

    def _about(self, touch: Touch, who: Visitor) -> Outcome:
        if touch.word == END:
            return self._subscribing.end(who, touch.subscription_id)
        if touch.word == RESUME:
            return self._subscribing.resume(who, touch.subscription_id)
        return self._subscribing.keep()
