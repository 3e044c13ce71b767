"""A line to whoever stands in for the web in a rehearsal: their answers and troubles, as gateways know them."""

from collections.abc import Callable, Mapping
from typing import Protocol

from voicetill.gateways.fetching import Answered, NoAnswerError, NotConnectedError, Send


class Told(Protocol):
    """What somebody answers. The names of `headers` are in lower case."""

    @property
    def status(self) -> int:
        """The HTTP status."""

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers."""

    @property
    def body(self) -> bytes:
        """The body."""


Answers = Callable[[str, str, Mapping[str, str], bytes], Told]
"""Answers a call: method, address, headers, body."""


def line(
    answers: Answers, *, never_arrived: tuple[type[Exception], ...], unanswered: tuple[type[Exception], ...]
) -> Send:
    """Return what carries calls to them.

    The two kinds of exceptions are what they raise instead of an answer: for a call that never came to them, and
    for one that did, and of which nobody heard again.
    """

    def send(method: str, url: str, headers: Mapping[str, str], body: bytes = b"", *, within: float) -> Answered:
        try:
            told = answers(method, url, headers, body)
        except never_arrived:
            raise NotConnectedError("no connection") from None
        except unanswered:
            raise NoAnswerError("no answer") from None
        return Answered(told.status, told.headers, told.body)

    return send
