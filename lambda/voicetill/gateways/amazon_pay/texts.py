"""The sorts of text that stand in a payment request, each with its limit.

A blank text is refused everywhere: a field without a value is left out instead.
"""

import re
from collections.abc import Callable
from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

_IDENTIFIER = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
_VISIBLE = re.compile(r"[!-~]+", re.ASCII)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+", re.ASCII)


def _refuse(limit: str) -> PydanticCustomError:
    return PydanticCustomError("limit", limit)


def at_most(length: int) -> AfterValidator:
    """Limit a text to so many characters."""

    def check(text: str) -> str:
        if len(text) > length:
            raise _refuse(f"must have at most {length} characters")
        return text

    return AfterValidator(check)


def one_of(words: tuple[str, ...], *, hint: str = "") -> AfterValidator:
    """Limit a text to some words, spelt exactly so."""

    def check(text: str) -> str:
        if text not in words:
            raise _refuse(f"must be one of {', '.join(words)}{hint}")
        return text

    return AfterValidator(check)


def _matching(pattern: re.Pattern[str], limit: str) -> Callable[[str], str]:
    def check(text: str) -> str:
        if not pattern.fullmatch(text):
            raise _refuse(limit)
        return text

    return check


def _sayable(text: str) -> str:
    if not text.strip():
        raise _refuse("must not be blank; leave it out instead")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise _refuse("must be whole Unicode text: a lone surrogate cannot be sent")
    return text


Text = Annotated[str, AfterValidator(_sayable)]

# The character set that Amazon asks for in ids of the merchant's making, and keeps to in its own.
Identifier = Annotated[
    str, AfterValidator(_matching(_IDENTIFIER, "must have only A-Z a-z 0-9 dash underscore, at least one"))
]

# Ids that Amazon gives to merchants: no rule for their characters is documented.
GivenId = Annotated[
    str, AfterValidator(_matching(_VISIBLE, "must have only visible ASCII characters, at least one"))
]

Email = Annotated[Text, AfterValidator(_matching(_EMAIL, "must be an e-mail address"))]
