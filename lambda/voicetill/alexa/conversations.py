"""What a turn belongs to: the checkout that it is about, or the one that its conversation may lead to."""

from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_model.intent_request import IntentRequest
from ask_sdk_model.interfaces.connections.connections_response import ConnectionsResponse

from voicetill.alexa.request import NobodyThereError, customer_id, next_checkout
from voicetill.alexa.session import CHECK_OUT, UPSELL, Talk, recall
from voicetill.domain.checkout_record import is_token
from voicetill.services import outcomes as o

# Whoever says so begins something new, whatever was talked about before.
_BEGINS = frozenset({"BuyIntent", "CheckoutIntent", "SubscribeIntent"})


def correlation(handler_input: HandlerInput) -> str:
    """Return the id that the log of this turn is found by; blank where nobody is there to be followed."""
    request, talk = handler_input.request_envelope.request, recall(handler_input)
    token = request.token if isinstance(request, ConnectionsResponse) else None
    if isinstance(token, str) and is_token(token):
        return token
    if talk.about and not _begins_anew(request, talk):
        return talk.about
    try:
        return next_checkout(handler_input, customer_id(handler_input))
    except NobodyThereError:
        return ""


def about(outcome: o.Outcome) -> str:
    """Return the id of the checkout that an outcome is about; blank where it is about none."""
    match outcome:
        case o.TotalTold(checkout):
            return checkout.id
        case o.OrderPlaced(order):
            return order.id
        case o.Enrolled(subscription):
            return subscription.id
        case o.Refused(retry=question) if question is not None:
            return question.checkout_id
        case o.CodeAsked(question):
            return question.checkout_id
    return ""


def _begins_anew(request: object, talk: Talk) -> bool:
    intent = request.intent if isinstance(request, IntentRequest) else None
    name = intent.name if intent is not None else ""
    return name in _BEGINS or (name == "AMAZON.YesIntent" and talk.asked in (CHECK_OUT, UPSELL))
