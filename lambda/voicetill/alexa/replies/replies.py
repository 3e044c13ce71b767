"""From an outcome to what the customer hears and sees, in one locale: one table over all outcomes."""

from collections.abc import Callable, Mapping
from typing import Any

from voicetill.alexa.replies import paying, shopping, subscribing, tracking
from voicetill.alexa.replies.reply import Reply
from voicetill.alexa.replies.words import Words
from voicetill.alexa.speech import Speech
from voicetill.services.outcomes import Outcome

REPLIES: Mapping[type, Callable[[Any, Words], Reply]] = {
    **shopping.REPLIES,
    **paying.REPLIES,
    **tracking.REPLIES,
    **subscribing.REPLIES,
}
"""Every outcome there is, and what it is answered with."""


class Replies:
    """Finds the words of one locale for every outcome."""

    def __init__(self, speech: Speech) -> None:
        self.words = Words(speech)

    def to(self, outcome: Outcome) -> Reply:
        """Return the reply to an outcome."""
        return REPLIES[type(outcome)](outcome, self.words)
