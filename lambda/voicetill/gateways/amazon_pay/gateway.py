"""Amazon Pay over Alexa: the voice carries our requests there, and its answers back.

Nothing here calls anyone. The two operations are Setup, which opens a billing agreement, and Charge, which takes
or reserves money on it.
"""

from collections.abc import Mapping
from datetime import datetime

from voicetill.domain.checkout_events import Event
from voicetill.domain.checkout_record import Checkout
from voicetill.domain.errors import PayloadRefusedError
from voicetill.domain.markets import Market
from voicetill.domain.payments import Answer, Environment, Handoff
from voicetill.gateways.amazon_pay.answers import read_answer
from voicetill.gateways.amazon_pay.handoffs import Account, charge_payload, kind_asked_for, setup_payload


class AmazonPay:
    """One merchant's Amazon Pay, in one environment, for every market that the shop sells in."""

    def __init__(
        self,
        *,
        seller_id: str,
        environment: Environment,
        sandbox_email: str | None,
        markets: Mapping[str, Market],
    ) -> None:
        self._account = Account(seller_id, environment, sandbox_email)
        self._markets = markets

    def request_setup(self, checkout: Checkout) -> Handoff:
        """Ask for an agreement; raises PayloadRefusedError."""
        return Handoff("Setup", setup_payload(checkout, self._market(checkout), self._account))

    def request_charge(self, checkout: Checkout) -> Handoff:
        """Ask for the money under the checkout's current reference; raises PayloadRefusedError."""
        return Handoff("Charge", charge_payload(checkout, self._market(checkout), self._account))

    def read(self, answer: Answer, checkout: Checkout, *, at: datetime) -> Event:
        """Say in our words what came back. Whatever came, it never raises; only proof reads as payment."""
        market = self._markets.get(checkout.market_id)
        kind = kind_asked_for(checkout, market) if market else None
        return read_answer(
            answer,
            environment=self._account.environment,
            kind=kind,
            asked_at=checkout.created_at,
            at=at,
        )

    def _market(self, checkout: Checkout) -> Market:
        try:
            return self._markets[checkout.market_id]
        except KeyError:
            fault = f"countryOfEstablishment: the shop has no market {checkout.market_id}"
            raise PayloadRefusedError([fault]) from None
