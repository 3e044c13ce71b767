"""Subscriptions: taken up, looked at, and ended."""

from ask_sdk_core.dispatch_components import AbstractRequestHandler
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_core.utils import is_intent_name
from ask_sdk_model.response import Response

from voicetill.alexa.presenter import Presenter
from voicetill.alexa.request import product, visitor
from voicetill.services.subscribing import Subscribing


class Subscribe(AbstractRequestHandler):
    """The customer wants a subscription."""

    def __init__(self, subscribing: Subscribing, presenter: Presenter) -> None:
        self._subscribing = subscribing
        self._presenter = presenter

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Take SubscribeIntent."""
        return is_intent_name("SubscribeIntent")(handler_input)

    def handle(self, handler_input: HandlerInput) -> Response:
        """Begin it with its terms, or say what can be had."""
        outcome = self._subscribing.subscribe(visitor(handler_input), product(handler_input))
        return self._presenter.present(outcome, handler_input)


class MySubscriptions(AbstractRequestHandler):
    """The customer asks for their subscriptions."""

    def __init__(self, subscribing: Subscribing, presenter: Presenter) -> None:
        self._subscribing = subscribing
        self._presenter = presenter

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Take SubscriptionStatusIntent."""
        return is_intent_name("SubscriptionStatusIntent")(handler_input)

    def handle(self, handler_input: HandlerInput) -> Response:
        """Say what runs, and what it costs when."""
        outcome = self._subscribing.status(visitor(handler_input), product(handler_input))
        return self._presenter.present(outcome, handler_input)


class CancelSubscription(AbstractRequestHandler):
    """The customer wants to end a subscription, or "cancels" something else that they bought."""

    def __init__(self, subscribing: Subscribing, presenter: Presenter) -> None:
        self._subscribing = subscribing
        self._presenter = presenter

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Take CancelSubscriptionIntent."""
        return is_intent_name("CancelSubscriptionIntent")(handler_input)

    def handle(self, handler_input: HandlerInput) -> Response:
        """Ask whether it shall end, or note the wish on the order."""
        outcome = self._subscribing.cancel(visitor(handler_input), product(handler_input))
        return self._presenter.present(outcome, handler_input)
