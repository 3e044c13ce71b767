"""Looking around: what there is, and what it is."""

from ask_sdk_core.dispatch_components import AbstractRequestHandler
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_core.utils import is_intent_name
from ask_sdk_model.response import Response

from voicetill.alexa.presenter import Presenter
from voicetill.alexa.request import product, visitor
from voicetill.alexa.session import CART, ORDERS, recall
from voicetill.services.browsing import Browsing
from voicetill.services.filling import Filling
from voicetill.services.outcomes import Outcome
from voicetill.services.tracking import Tracking
from voicetill.services.visits import Named, NamedOrder


class Browse(AbstractRequestHandler):
    """What can be bought, from the beginning."""

    def __init__(self, browsing: Browsing, presenter: Presenter) -> None:
        self._browsing = browsing
        self._presenter = presenter

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Take BrowseIntent."""
        return is_intent_name("BrowseIntent")(handler_input)

    def handle(self, handler_input: HandlerInput) -> Response:
        """Name the first few products."""
        return self._presenter.present(self._browsing.browse(visitor(handler_input)), handler_input)


class More(AbstractRequestHandler):
    """The next few, of whatever list was read last."""

    def __init__(self, browsing: Browsing, filling: Filling, tracking: Tracking, presenter: Presenter) -> None:
        self._browsing = browsing
        self._filling = filling
        self._tracking = tracking
        self._presenter = presenter

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Take AMAZON.MoreIntent."""
        return is_intent_name("AMAZON.MoreIntent")(handler_input)

    def handle(self, handler_input: HandlerInput) -> Response:
        """Name the page after the last one; the first one if nothing was named yet."""
        return self._presenter.present(self._next(handler_input), handler_input)

    def _next(self, handler_input: HandlerInput) -> Outcome:
        page, who = recall(handler_input).page, visitor(handler_input)
        if page is None:
            return self._browsing.browse(who)
        if page.list == ORDERS:
            chosen = NamedOrder(product=Named(ids=page.products))
            return self._tracking.status(who, chosen, page=page.number + 1)
        if page.list == CART:
            return self._filling.show(who, page=page.number + 1)
        return self._browsing.browse(who, page=page.number + 1)


class Details(AbstractRequestHandler):
    """What a product is and costs."""

    def __init__(self, browsing: Browsing, presenter: Presenter) -> None:
        self._browsing = browsing
        self._presenter = presenter

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Take ProductDetailsIntent."""
        return is_intent_name("ProductDetailsIntent")(handler_input)

    def handle(self, handler_input: HandlerInput) -> Response:
        """Tell about it."""
        outcome = self._browsing.details(visitor(handler_input), product(handler_input))
        return self._presenter.present(outcome, handler_input)
