"""The cart, by voice."""

from ask_sdk_core.dispatch_components import AbstractRequestHandler
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_core.utils import is_intent_name
from ask_sdk_model.response import Response

from voicetill.alexa.presenter import Presenter
from voicetill.alexa.request import product, quantity, visitor
from voicetill.services.filling import Filling


class ShowCart(AbstractRequestHandler):
    """What is in the cart."""

    def __init__(self, filling: Filling, presenter: Presenter) -> None:
        self._filling = filling
        self._presenter = presenter

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Take CartIntent."""
        return is_intent_name("CartIntent")(handler_input)

    def handle(self, handler_input: HandlerInput) -> Response:
        """Read the cart and its total."""
        return self._presenter.present(self._filling.show(visitor(handler_input)), handler_input)


class ChangeQuantity(AbstractRequestHandler):
    """So many of a product instead."""

    def __init__(self, filling: Filling, presenter: Presenter) -> None:
        self._filling = filling
        self._presenter = presenter

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Take ChangeQuantityIntent."""
        return is_intent_name("ChangeQuantityIntent")(handler_input)

    def handle(self, handler_input: HandlerInput) -> Response:
        """Set the quantity, and read the cart."""
        outcome = self._filling.change(visitor(handler_input), product(handler_input), quantity(handler_input))
        return self._presenter.present(outcome, handler_input)


class RemoveFromCart(AbstractRequestHandler):
    """A product out of the cart, or some of it."""

    def __init__(self, filling: Filling, presenter: Presenter) -> None:
        self._filling = filling
        self._presenter = presenter

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Take RemoveFromCartIntent."""
        return is_intent_name("RemoveFromCartIntent")(handler_input)

    def handle(self, handler_input: HandlerInput) -> Response:
        """Take it out, and read the cart."""
        outcome = self._filling.remove(visitor(handler_input), product(handler_input), quantity(handler_input))
        return self._presenter.present(outcome, handler_input)


class StartOver(AbstractRequestHandler):
    """Everything from the beginning."""

    def __init__(self, filling: Filling, presenter: Presenter) -> None:
        self._filling = filling
        self._presenter = presenter

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Take AMAZON.StartOverIntent."""
        return is_intent_name("AMAZON.StartOverIntent")(handler_input)

    def handle(self, handler_input: HandlerInput) -> Response:
        """Empty the cart."""
        return self._presenter.present(self._filling.start_over(visitor(handler_input)), handler_input)
