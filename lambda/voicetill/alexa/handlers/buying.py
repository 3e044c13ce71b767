"""Buying, by voice: the wish, the checkout, and the yes or no."""

from ask_sdk_core.dispatch_components import AbstractRequestHandler
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_core.utils import is_intent_name
from ask_sdk_model.response import Response

from voicetill.alexa.presenter import Presenter
from voicetill.alexa.request import product, quantity, visitor
from voicetill.alexa.session import CHECK_OUT, CODE, END, ORDER, RESUME, RETRY, UPSELL, recall
from voicetill.services.buying import Buying
from voicetill.services.subscribing import Subscribing


class Buy(AbstractRequestHandler):
    """The customer wants a product, perhaps with their very first words."""

    def __init__(self, buying: Buying, presenter: Presenter) -> None:
        self._buying = buying
        self._presenter = presenter

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Take BuyIntent."""
        return is_intent_name("BuyIntent")(handler_input)

    def handle(self, handler_input: HandlerInput) -> Response:
        """Begin the checkout with it."""
        outcome = self._buying.buy(visitor(handler_input), product(handler_input), quantity(handler_input))
        return self._presenter.present(outcome, handler_input)


class CheckOut(AbstractRequestHandler):
    """The customer wants what is in the cart."""

    def __init__(self, buying: Buying, presenter: Presenter) -> None:
        self._buying = buying
        self._presenter = presenter

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Take CheckoutIntent."""
        return is_intent_name("CheckoutIntent")(handler_input)

    def handle(self, handler_input: HandlerInput) -> Response:
        """Begin the checkout."""
        return self._presenter.present(self._buying.check_out(visitor(handler_input)), handler_input)


class Yes(AbstractRequestHandler):
    """Yes, to the last question and to no other."""

    def __init__(self, buying: Buying, subscribing: Subscribing, presenter: Presenter) -> None:
        self._buying = buying
        self._subscribing = subscribing
        self._presenter = presenter

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Take AMAZON.YesIntent."""
        return is_intent_name("AMAZON.YesIntent")(handler_input)

    def handle(self, handler_input: HandlerInput) -> Response:
        """Begin a checkout, place the order or try again, as was asked; if that is forgotten, ask again."""
        talk = recall(handler_input)
        if talk.asked == CHECK_OUT:
            outcome = self._buying.check_out(visitor(handler_input))
        elif talk.asked == RETRY:
            outcome = self._buying.retry(visitor(handler_input), talk.question)
        elif talk.asked == UPSELL:
            outcome = self._buying.buy_more(visitor(handler_input), talk.product)
        elif talk.asked == END:
            outcome = self._subscribing.end(visitor(handler_input), talk.product)
        elif talk.asked == RESUME:
            outcome = self._subscribing.resume(visitor(handler_input), talk.product)
        else:
            outcome = self._buying.agree(visitor(handler_input), talk.question)
        return self._presenter.present(outcome, handler_input)


class No(AbstractRequestHandler):
    """No, to the last question and to no other."""

    def __init__(self, buying: Buying, subscribing: Subscribing, presenter: Presenter) -> None:
        self._buying = buying
        self._subscribing = subscribing
        self._presenter = presenter

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Take AMAZON.NoIntent."""
        return is_intent_name("AMAZON.NoIntent")(handler_input)

    def handle(self, handler_input: HandlerInput) -> Response:
        """Give the offer up, leave the cart as it is, or take leave of who wants nothing more."""
        talk = recall(handler_input)
        if talk.asked in (ORDER, CODE) and talk.question is not None:
            outcome = self._buying.refuse(visitor(handler_input), talk.question)
            return self._presenter.present(outcome, handler_input)
        if talk.asked == UPSELL:
            return self._presenter.present(self._buying.want_no_more(visitor(handler_input)), handler_input)
        if talk.asked in (END, RESUME):
            return self._presenter.present(self._subscribing.keep(), handler_input)
        if talk.asked in (CHECK_OUT, RETRY):
            return self._presenter.say("cart_kept", handler_input)
        if talk.said:
            # "What else would you like?" "Nothing."
            return self._presenter.say_last("goodbye", handler_input)
        return self._presenter.say("nothing_asked", handler_input)
