"""After the purchase: where an order is, a wish to cancel it or for the money back, and how to reach a person."""

from ask_sdk_core.dispatch_components import AbstractRequestHandler
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_core.utils import is_intent_name
from ask_sdk_model.response import Response

from voicetill.alexa.presenter import Presenter
from voicetill.alexa.request import order, visitor
from voicetill.domain.orders import Wish
from voicetill.services.tracking import Tracking


class OrderStatus(AbstractRequestHandler):
    """The customer asks where an order is."""

    def __init__(self, tracking: Tracking, presenter: Presenter) -> None:
        self._tracking = tracking
        self._presenter = presenter

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Take OrderStatusIntent."""
        return is_intent_name("OrderStatusIntent")(handler_input)

    def handle(self, handler_input: HandlerInput) -> Response:
        """Tell of the order that was named, or of the latest."""
        outcome = self._tracking.status(visitor(handler_input), order(handler_input))
        return self._presenter.present(outcome, handler_input)


class AskForOrder(AbstractRequestHandler):
    """The customer wants to cancel an order, or their money back."""

    _WISHES = (("CancelOrderIntent", Wish.CANCEL), ("RefundIntent", Wish.REFUND))

    def __init__(self, tracking: Tracking, presenter: Presenter) -> None:
        self._tracking = tracking
        self._presenter = presenter

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Take CancelOrderIntent and RefundIntent."""
        return any(is_intent_name(name)(handler_input) for name, _ in self._WISHES)

    def handle(self, handler_input: HandlerInput) -> Response:
        """Write the wish on the order; a person decides about it."""
        wish = next(wish for name, wish in self._WISHES if is_intent_name(name)(handler_input))
        outcome = self._tracking.ask(visitor(handler_input), order(handler_input), wish)
        return self._presenter.present(outcome, handler_input)


class ContactPerson(AbstractRequestHandler):
    """The customer wants to talk to a person."""

    def __init__(self, tracking: Tracking, presenter: Presenter) -> None:
        self._tracking = tracking
        self._presenter = presenter

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Take ContactIntent."""
        return is_intent_name("ContactIntent")(handler_input)

    def handle(self, handler_input: HandlerInput) -> Response:
        """Say phone and e-mail, and send them on a card."""
        return self._presenter.present(self._tracking.contact(visitor(handler_input)), handler_input)
