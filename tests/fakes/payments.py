"""A payment company that says what the test lets it say.

How real answers are read is the gateways' matter and is tested there; here an answer carries the event that a
gateway would have read out of it.
"""

from dataclasses import replace
from datetime import datetime

from voicetill.domain.checkout_events import AgreementOpened, ChargeUnknown, Event, SetupRefused
from voicetill.domain.checkout_record import Checkout
from voicetill.domain.errors import PayloadRefusedError
from voicetill.domain.money import to_decimal_string
from voicetill.domain.payments import Answer, Handoff

_SETUP_EVENTS = (AgreementOpened, SetupRefused)


class PretendPayments:
    """Fits the services' `VoicePayments` port. Told to refuse payloads, it refuses them all."""

    def __init__(self) -> None:
        self.refuses_payloads = False
        self.answers_read = 0

    def request_setup(self, checkout: Checkout) -> Handoff:
        """Ask for an agreement; see the port."""
        return self._handoff("Setup", {"delivery": checkout.needs_delivery})

    def request_charge(self, checkout: Checkout) -> Handoff:
        """Ask for the money under the checkout's current reference; see the port."""
        return self._handoff(
            "Charge",
            {
                "reference": checkout.reference,
                "agreement": checkout.agreement_id,
                "amount": to_decimal_string(checkout.quote.total),
                "currency": checkout.quote.total.currency.value,
            },
        )

    def read(self, answer: Answer, checkout: Checkout, *, at: datetime) -> Event:
        """Return the event that the answer carries; what carries none proves nothing."""
        self.answers_read += 1
        return replace(answer.payload, at=at) if isinstance(answer.payload, Event) else ChargeUnknown(at)

    def _handoff(self, name: str, payload: dict[str, object]) -> Handoff:
        if self.refuses_payloads:
            raise PayloadRefusedError([f"{name}: refused by the test"])
        return Handoff(name, payload)


def answer_of(event: Event, *, answer_id: str = "") -> Answer:
    """Return the answer that a gateway reads as this event; one delivered twice has the same id twice."""
    name = "Setup" if isinstance(event, _SETUP_EVENTS) else "Charge"
    return Answer(name=name, status_code="200", status_message="OK", payload=event, id=answer_id)
