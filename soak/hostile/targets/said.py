"""The points of conversations at which the skill's door is knocked at, and what is truly sent there."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from simulator.testing import Shop
from soak.hostile.bending import Way, found, same
from soak.hostile.rooms import Case, Request

SERVER, BOTH = "ppro", "ppro,amazon_pay_v2"
_OPENED = ("open no nicks",)
_OFFERED = ("open no nicks", "a starter kit")
_SHOW = ("!device show show",)
_APPLICATION: Way = ("context", "System", "application", "applicationId")
_INTENT: Sequence[Way] = (("request", "type"), ("request", "intent", "name"))
_ASKED: Way = ("session", "attributes", "question")
_TOUCHED: Sequence[Way] = (("request", "type"), ("request", "arguments"))
_PAYLOAD: Way = ("request", "payload", "authorizationDetails")
_PROOF: Sequence[Way] = (
    ("request", "type"),
    ("request", "name"),
    ("request", "token"),
    (*_PAYLOAD, "authorizationReferenceId"),
    (*_PAYLOAD, "authorizationStatus", "state"),
    (*_PAYLOAD, "authorizationStatus", "reasonCode"),
    (*_PAYLOAD, "authorizationAmount", "currencyCode"),
)


def _who(request: object) -> object:
    """Who speaks, as the skill must read it: the system's word goes before the session's."""
    users = (found(request, ("context", "System", "user")), found(request, ("session", "user")))
    names = (found(user, ("userId",)) for user in users)
    return next((name for name in names if isinstance(name, str) and name), None)


def _addressed(request: object) -> object:
    inside = (found(request, _APPLICATION), found(request, ("session", "application", "applicationId")))
    return next((name for name in inside if isinstance(name, str) and name), None)


def _meant_by(*places: Way) -> Callable[[Request, Request], bool]:
    """The same customer says the same to the same skill: nothing else in a request is about money."""

    def says_the_same(true: Request, given: Request) -> bool:
        return _who(true) == _who(given) and _addressed(true) == _addressed(given) and same(true, given, *places)

    return says_the_same


is_agreed = _meant_by(*_INTENT, _ASKED)
is_touched = _meant_by(*_TOUCHED)


def is_paid(true: Request, given: Request) -> bool:
    """Whether an answer still says that just this was paid; how a code is written is not held against it."""
    status = str(found(given, ("request", "status", "code")))
    amount = (found(each, (*_PAYLOAD, "authorizationAmount", "amount")) for each in (true, given))
    return _meant_by(*_PROOF)(true, given) and status == "200" and len({str(each) for each in amount}) == 1


def _heard(words: str, *before: str) -> Callable[[Shop], Request]:
    """The customer says this, after all of that."""

    def prepare(shop: Shop) -> Request:
        _play(shop, before)
        return shop.room.alexa.hear(shop.room.speaker, words)

    return prepare


def _meant(intent: str, *before: str, **slots: str) -> Callable[[Shop], Request]:
    def prepare(shop: Shop) -> Request:
        _play(shop, before)
        return shop.room.alexa.intend(shop.room.speaker, intent, slots)

    return prepare


def _told(event: str, body: Mapping[str, Any], *before: str) -> Callable[[Shop], Request]:
    def prepare(shop: Shop) -> Request:
        _play(shop, before)
        return shop.room.alexa.event(shop.room.speaker, event, body)

    return prepare


def _play(shop: Shop, lines: Sequence[str]) -> None:
    for line in lines:
        shop.do(line)


def _touches(shop: Shop) -> Request:
    """The customer touches what places the order."""
    _play(shop, (*_SHOW, *_OFFERED))
    strong = next(button for button in shop.screen.touchable if button.arguments and button.arguments[0] == "yes")
    return shop.room.alexa.touch(shop.room.speaker, list(strong.arguments or ()))


def _answers(shop: Shop, request: Request) -> Request:
    """What Amazon Pay answers to the directive that the skill answers a request with."""
    room = shop.room
    response: Any = room.handler(request, None)
    (directive,) = response["response"]["directives"]
    customer = room.speaker.customer
    reply = room.amazon_pay.answer(directive, user_id=customer.user_id, consent=customer.consent)
    return room.alexa.answer(room.speaker, reply.body)


def _setup_answer(shop: Shop) -> Request:
    return _answers(shop, _heard("ask no nicks to buy a starter kit")(shop))


def _charge_answer(shop: Shop) -> Request:
    return _answers(shop, _heard("yes", *_OFFERED)(shop))


def _exception(shop: Shop) -> Request:
    request = _heard("open no nicks")(shop)
    error = {"type": "INVALID_RESPONSE", "message": "bad"}
    request["request"] |= {"type": "System.ExceptionEncountered", "error": error, "cause": {"requestId": "r"}}
    return request


def _leaves(shop: Shop) -> Request:
    _play(shop, _OPENED)
    return shop.room.alexa.leave(shop.room.speaker)


_SCOPE = "payments:autopay_consent"
_BOUGHT = (*_OFFERED, "yes")
_KIT = "starter_kit"

THROUGH_ALEXA: Sequence[Case] = (
    Case("launch", _heard("open no nicks")),
    Case("launch-show", _heard("open no nicks", *_SHOW)),
    Case("buy", _meant("BuyIntent", product=_KIT, quantity="2")),
    Case("details", _meant("ProductDetailsIntent", *_OPENED, product=_KIT)),
    Case("unknown", _meant("BuyIntent", *_SHOW, *_OPENED, product="unicorn")),
    Case("change", _meant("ChangeQuantityIntent", *_OFFERED, "no", product=_KIT, quantity="3")),
    Case("cart", _meant("CartIntent", *_SHOW, *_OFFERED, "no")),
    Case("repeat", _meant("AMAZON.RepeatIntent", *_OPENED)),
    Case("more", _meant("AMAZON.MoreIntent", *_OPENED)),
    Case("subscribe", _meant("SubscribeIntent", product="refill_subscription")),
    Case("status", _meant("OrderStatusIntent", *_BOUGHT, order="12", product=_KIT)),
    Case("refund", _meant("RefundIntent", *_BOUGHT, product=_KIT)),
    Case("code", _meant("VoiceCodeIntent", *_OPENED, code="1234")),
    Case("yes", _heard("yes", *_OFFERED)),
    Case("touch", _touches),
    Case("setup", _setup_answer),
    Case("charge", _charge_answer, is_paid),
    Case(
        "disabled", _told("AlexaSkillEvent.SkillDisabled", {"userInformationPersistenceStatus": "NOT_PERSISTED"})
    ),
    Case(
        "permission", _told("AlexaSkillEvent.SkillPermissionChanged", {"acceptedPermissions": [{"scope": _SCOPE}]})
    ),
    Case(
        "notices",
        _told(
            "AlexaSkillEvent.ProactiveSubscriptionChanged",
            {"subscriptions": [{"eventName": "AMAZON.OrderStatus.Updated"}]},
        ),
    ),
    Case("exception", _exception),
    Case("ended", _leaves),
)
"""What is sent where Amazon Pay is asked through Alexa."""

FROM_SERVER: Sequence[Case] = (
    Case("server-yes", _heard("yes", "!link", *_OFFERED), is_agreed, SERVER),
    Case("server-touch", lambda shop: (shop.link(), _touches(shop))[1], is_touched, BOTH),
    Case("server-launch", _heard("open no nicks", "!link"), route=SERVER),
    Case("server-unlinked", _meant("BuyIntent", product=_KIT), route=SERVER),
    Case("server-linked", _told("AlexaSkillEvent.SkillAccountLinked", {"accessToken": "x" * 43}), route=SERVER),
    Case("server-code", _meant("VoiceCodeIntent", "!link", *_OFFERED, code="1234"), route=SERVER),
)
"""What is sent where the server charges: there, a yes moves money at once."""
