"""Small talk that a session remembers. Losing it never loses money or a cart."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ask_sdk_core.handler_input import HandlerInput

from voicetill.alexa.speech import is_ssml
from voicetill.services.visits import Question

ORDER = "order"
CHECK_OUT = "check out"
RETRY = "try again"


@dataclass(frozen=True, slots=True)
class Talk:
    """What was said and asked last: a yes or no answers `asked`, and only that.

    `asked` is ORDER or RETRY (with the `question`: which total), CHECK_OUT, or blank. `page` is where browsing
    stands.
    """

    said: str = ""
    reprompt: str = ""
    asked: str = ""
    question: Question | None = None
    page: int | None = None


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
        page=page if isinstance(page := attributes.get("page"), int) else None,
    )


def remember(talk: Talk) -> dict[str, Any]:
    """Return the session attributes that hold a talk: plain JSON."""
    attributes: dict[str, Any] = {"said": talk.said, "reprompt": talk.reprompt, "asked": talk.asked}
    if talk.question is not None:
        attributes["question"] = {"checkout": talk.question.checkout_id, "version": talk.question.version}
    if talk.page is not None:
        attributes["page"] = talk.page
    return {name: value for name, value in attributes.items() if value != ""}


def _text(attributes: Mapping[str, Any], name: str) -> str:
    value = attributes.get(name)
    return value if isinstance(value, str) else ""


def _spoken(attributes: Mapping[str, Any], name: str) -> str:
    """Return what was said, if it can be said again: attributes travel through the device and back."""
    text = _text(attributes, name)
    return text if is_ssml(text) else ""


def _question(value: object) -> Question | None:
    if not isinstance(value, Mapping):
        return None
    checkout, version = value.get("checkout"), value.get("version")
    return Question(checkout, version) if isinstance(checkout, str) and isinstance(version, int) else None
