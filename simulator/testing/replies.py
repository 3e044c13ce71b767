"""What a test looks at after a customer did something."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from simulator.amazon_pay.buyer_service import Call
from simulator.stage.turns import Turn


@dataclass(frozen=True, repr=False)
class Reply:
    """What came of one thing that a customer did: one turn, or several where Amazon Pay had the word in between.

    `speech` is all that the customer heard, "" for silence.
    """

    turns: Sequence[Turn]
    speech: str

    @property
    def cards(self) -> list[dict[str, Any]]:
        """The cards that came up in the Alexa app, as they were sent."""
        return [turn.card for turn in self.turns if turn.card is not None]

    @property
    def card(self) -> dict[str, Any] | None:
        """The last of the cards; None if none was sent."""
        return self.cards[-1] if self.cards else None

    @property
    def directives(self) -> list[dict[str, Any]]:
        """All directives, as they were sent."""
        return [directive for turn in self.turns for directive in turn.directives]

    @property
    def sent(self) -> list[str]:
        """The directives' names, such as Setup and Charge; the type of one that has no name."""
        return [str(directive.get("name", directive["type"])) for directive in self.directives]

    @property
    def asked(self) -> list[Call]:
        """The skill's calls to the buyer API: path and status of each."""
        return [call for turn in self.turns for call in turn.asked]

    @property
    def ended(self) -> bool:
        """Whether the session is over; False means that Alexa listens for an answer."""
        return bool(self.turns) and self.turns[-1].ended

    @property
    def trouble(self) -> str | None:
        """Why no answer came, where a test wanted it so (a crash, slowness); None if all went well."""
        return next((turn.trouble for turn in self.turns if turn.trouble), None)

    @property
    def response(self) -> dict[str, Any]:
        """The skill's last response, whole; empty if none came."""
        return self.turns[-1].response if self.turns else {}

    def __str__(self) -> str:
        return self.speech

    def __repr__(self) -> str:
        return f"<Reply: {self.speech!r} in {len(self.turns)} turns>"


def reply_of(turns: Sequence[Turn]) -> Reply:
    """The reply that these turns make."""
    return Reply(tuple(turns), " ".join(turn.speech for turn in turns if turn.speech))
