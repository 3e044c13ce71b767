"""Small talk that a session remembers. Losing it never loses money or a cart."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ask_sdk_core.handler_input import HandlerInput

from voicetill.alexa.sentences import is_ssml
from voicetill.domain.checkout_record import is_token
from voicetill.services.visits import Question

ORDER = "order"
CHECK_OUT = "check out"
RETRY = "try again"
UPSELL = "one more"
END = "end a subscription"
RESUME = "resume a subscription"
CODE = "code"

OFFERS = "offers"
CART = "cart"
ORDERS = "orders"
_LISTS = (OFFERS, CART, ORDERS)
# Nobody listens so long; attributes travel through the device and back.
_MOST_PAGES = 1000


@dataclass(frozen=True, slots=True)
class Page:
    """How far a list was read: OFFERS, CART or ORDERS, and the page that was heard last, counted from 0.

    `products` are the ids by which orders were chosen, if they were.
    """

    list: str
    number: int
    products: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Talk:
    """What was said and asked last: a yes or no answers `asked`, and only that.

    `asked` is ORDER, RETRY or CODE (with the `question`: which total), UPSELL (with the `product` that was
    offered), END or RESUME (`product` is the subscription's id), CHECK_OUT, or blank. A code itself is never
    remembered. `page` is the list that "more" goes on with. `about` is the id of the checkout that this
    session was about last: nothing hangs on it but the name by which its log is found.
    """

    said: str = ""
    reprompt: str = ""
    asked: str = ""
    question: Question | None = None
    product: str = ""
    page: Page | None = None
    about: str = ""


def recall(handler_input: HandlerInput) -> Talk:
    """Return what this session remembers; what is missing or misshapen counts as forgotten."""
    session = handler_input.request_envelope.session
    attributes: object = session.attributes if session else None
    if not isinstance(attributes, Mapping):
        return Talk()
    return Talk(
        said=_spoken(attributes, "said"),
        reprompt=_spoken(attributes, "reprompt"),
        asked=_text(attributes, "asked"),
        question=_question(attributes.get("question")),
        product=_text(attributes, "product"),
        page=_page(attributes.get("page")),
        about=_id(attributes, "about"),
    )


def remember(talk: Talk) -> dict[str, Any]:
    """Return the session attributes that hold a talk: plain JSON."""
    attributes: dict[str, Any] = {
        "said": talk.said,
        "reprompt": talk.reprompt,
        "asked": talk.asked,
        "product": talk.product,
        "about": talk.about,
    }
    if talk.question is not None:
        attributes["question"] = {"checkout": talk.question.checkout_id, "version": talk.question.version}
    if talk.page is not None:
        page = {"list": talk.page.list, "number": talk.page.number}
        attributes["page"] = {**page, "products": list(talk.page.products)} if talk.page.products else page
    return {name: value for name, value in attributes.items() if value != ""}


def _text(attributes: Mapping[str, Any], name: str) -> str:
    value = attributes.get(name)
    return value if isinstance(value, str) else ""


def _id(attributes: Mapping[str, Any], name: str) -> str:
    text = _text(attributes, name)
    return text if is_token(text) else ""


def _spoken(attributes: Mapping[str, Any], name: str) -> str:
    """Return what was said, if it can be said again: attributes travel through the device and back."""
    text = _text(attributes, name)
    return text if is_ssml(text) else ""


def _page(value: object) -> Page | None:
    if not isinstance(value, Mapping):
        return None
    name, number = value.get("list"), value.get("number")
    if name not in _LISTS or not isinstance(number, int) or not 0 <= number <= _MOST_PAGES:
        return None
    products = value.get("products", [])
    known = isinstance(products, list) and all(isinstance(each, str) for each in products)
    return Page(str(name), int(number), tuple(products) if known else ())


def _question(value: object) -> Question | None:
    if not isinstance(value, Mapping):
        return None
    checkout, version = value.get("checkout"), value.get("version")
    return Question(checkout, version) if isinstance(checkout, str) and isinstance(version, int) else None
