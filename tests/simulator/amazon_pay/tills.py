"""A merchant at pretend Amazon Pay, with a clock that moves when it is told to."""

from datetime import UTC, datetime, timedelta
from typing import Any

from simulator.amazon_pay.buyers import Buyer
from simulator.amazon_pay.service import AmazonPay
from simulator.customers import Consent
from tests.simulator.small_shop import a_charge, a_directive, a_price, a_setup

USER = "amzn1.ask.account.A"
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MARKETS = {
    "USD": {},
    "GBP": {"countryOfEstablishment": "UK", "ledgerCurrency": "GBP", "checkoutLanguage": "en_GB"},
    "EUR": {"countryOfEstablishment": "DE", "ledgerCurrency": "EUR", "checkoutLanguage": "de_DE"},
    "JPY": {"countryOfEstablishment": "JP", "ledgerCurrency": "JPY", "checkoutLanguage": "ja_JP"},
}


class Till:
    """Asks for Setups and Charges as a skill would, each Charge under a reference of its own."""

    def __init__(self, currency: str = "USD") -> None:
        self.now = NOON
        self.currency = currency
        self.pay = AmazonPay(clock=lambda: self.now)
        self._charges = 0

    @property
    def buyer(self) -> Buyer:
        """The buyer behind the one customer."""
        return self.pay.buyer(USER)

    def ask(self, name: str, payload: dict[str, Any]) -> dict[str, Any]:
        """The body of the answer."""
        return self.pay.answer(a_directive(name, payload), user_id=USER, consent=Consent.GRANTED).body

    def set_up(self, **changes: object) -> dict[str, Any]:
        """The agreement, or the error."""
        payload: dict[str, Any] = self.ask("Setup", a_setup(**{**MARKETS[self.currency], **changes}))["payload"]
        found: dict[str, Any] = payload.get("billingAgreementDetails", payload)
        return found

    def charge(self, amount: str = "9.00", agreement: str | None = None, **changes: object) -> str:
        """The state and the reason, or the error code."""
        self._charges += 1
        held = agreement or next(reversed(self.buyer.agreements), None) or self.set_up()["billingAgreementId"]
        price = a_price(amount, self.currency)
        asked = a_charge(
            held, authorizationReferenceId=f"reference-{self._charges}", authorizationAmount=price, **changes
        )
        payload = self.ask("Charge", asked)["payload"]
        if "errorCode" in payload:
            self.message: str = payload["errorMessage"]
            return str(payload["errorCode"])
        status = payload["authorizationDetails"]["authorizationStatus"]
        return " ".join(status[name] for name in ("state", "reasonCode") if name in status)

    def wait(self, **time: int) -> None:
        """Let time pass."""
        self.now += timedelta(**time)
