"""PPRO: payment agreements for Amazon Pay, charged from the server, in US dollars.

Nothing here decides anything about an order. Each verb is one room further in: `agreeing` for what happens in a
browser, `charging` and `refunding` for money.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from voicetill.domain.charging import (
    Ability,
    AgreementTold,
    CancelWish,
    CaptureWish,
    ChargeResult,
    ChargeWish,
    Consent,
    ConsentPage,
    ConsentWish,
    FoundCharge,
    Prepared,
    RefundResult,
    RefundRules,
    RefundWish,
)
from voicetill.domain.errors import NotPossibleError
from voicetill.domain.money import Currency
from voicetill.domain.payments import Environment
from voicetill.gateways.fetching import Send
from voicetill.gateways.ppro import payloads
from voicetill.gateways.ppro.agreeing import Agreeing
from voicetill.gateways.ppro.charging import Charging
from voicetill.gateways.ppro.client import Access, ApiKey, Client
from voicetill.gateways.ppro.limits import CURRENCY
from voicetill.gateways.ppro.payloads import Terms
from voicetill.gateways.ppro.refunding import Refunding

NAME = "ppro"

_ALWAYS = frozenset(
    {
        Ability.CONSENT,
        Ability.ONE_TIME,
        Ability.CHARGE,
        Ability.REFUND,
        Ability.CLOSE,
        Ability.SEARCH,
    }
)
_LATER = frozenset({Ability.CAPTURE_LATER, Ability.CANCEL})

# Six months (page "Amazon Pay"), counted so that none is longer; PPRO has the last word.
_REFUNDABLE = timedelta(days=181)


def _now() -> datetime:
    return datetime.now(UTC)


class Ppro:
    """One merchant's account at PPRO, in one environment.

    `api_key` is asked at every call, and asked for a fresh one when PPRO refuses it. `endpoint` stands in for
    PPRO's hosts in rehearsals. `clock` tells the time in UTC, `tick` seconds that only grow.
    """

    name = NAME

    def __init__(
        self,
        *,
        merchant_id: str,
        api_key: ApiKey,
        environment: Environment,
        send: Send,
        terms: Terms | None = None,
        endpoint: str = "",
        clock: Callable[[], datetime] = _now,
        tick: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        access = Access(merchant_id, environment, api_key, endpoint)
        client = Client(access, send=send, tick=tick, sleep=sleep)
        self._terms = terms or Terms()
        self._clock = clock
        self._charging = Charging(client, clock, self._terms.separate_captures)
        self._refunding = Refunding(client, clock)
        self._agreeing = Agreeing(
            client, self._charging, self._terms, environment, clock, is_rehearsal=bool(endpoint)
        )

    @property
    def abilities(self) -> frozenset[Ability]:
        """What it can do; reserving and releasing only where captures are made apart."""
        return _ALWAYS | _LATER if self._terms.separate_captures else _ALWAYS

    @property
    def refund_rules(self) -> RefundRules:
        """What was captured and no more, in as many parts as one likes, for six months."""
        return RefundRules(within=_REFUNDABLE)

    def serves(self, currency: Currency) -> bool:
        """Whether it takes this currency: US dollars only."""
        return currency is CURRENCY

    def start_consent(self, wish: ConsentWish, *, within: float) -> ConsentPage:
        """Begin a consent; raises GatewayUnavailableError and PayloadRefusedError."""
        return self._agreeing.start_consent(wish, within=within)

    def read_consent(self, consent_id: str, *, within: float) -> Consent:
        """Read how far a consent is; raises GatewayUnavailableError."""
        return self._agreeing.read_consent(consent_id, within=within)

    def start_payment(self, wish: ChargeWish, consent: ConsentWish, *, within: float) -> ConsentPage:
        """Begin a one-time payment; raises GatewayUnavailableError and PayloadRefusedError."""
        return self._agreeing.start_payment(wish, consent, within=within)

    def read_agreement(self, agreement_id: str, *, within: float) -> AgreementTold:
        """Read how an agreement stands; raises GatewayUnavailableError."""
        return self._agreeing.read_agreement(agreement_id, within=within)

    def prepare_charge(self, wish: ChargeWish) -> Prepared:
        """Fix key and body of a charge; raises PayloadRefusedError."""
        return payloads.prepared_charge(wish, self._terms, at=self._clock())

    def prepare_capture(self, wish: CaptureWish) -> Prepared:
        """Fix key and body of a capture; raises PayloadRefusedError, and NotPossibleError where switched off."""
        self._demand(Ability.CAPTURE_LATER)
        return payloads.prepared_capture(wish, self._terms)

    def prepare_refund(self, wish: RefundWish) -> Prepared:
        """Fix key and body of a refund; raises PayloadRefusedError."""
        return payloads.prepared_refund(wish, self._terms, at=self._clock())

    def prepare_cancel(self, wish: CancelWish) -> Prepared:
        """Fix key and body of a release; raises PayloadRefusedError, and NotPossibleError where switched off."""
        self._demand(Ability.CANCEL)
        return payloads.prepared_cancel(wish)

    def charge(self, prepared: Prepared, *, within: float) -> ChargeResult:
        """Send a prepared charge, capture or release for the first time; raises GatewayUnavailableError."""
        return self._charging.first(prepared, within=within)

    def settle(self, prepared: Prepared, *, charge_id: str, within: float) -> ChargeResult:
        """Find out what became of one, without ever making a second one; raises GatewayUnavailableError."""
        return self._charging.settle(prepared, charge_id=charge_id, within=within)

    def find_charge(self, charge_id: str, *, within: float) -> FoundCharge | None:
        """Read a charge by PPRO's id; None if there is none. Raises GatewayUnavailableError."""
        return self._charging.found(charge_id, within=within)

    def refund(self, prepared: Prepared, *, within: float) -> RefundResult:
        """Send a prepared refund for the first time; raises GatewayUnavailableError."""
        return self._refunding.first(prepared, within=within)

    def settle_refund(self, prepared: Prepared, *, refund_id: str, within: float) -> RefundResult:
        """Find out what became of a refund; raises GatewayUnavailableError."""
        return self._refunding.settle(prepared, refund_id=refund_id, within=within)

    def close(self, agreement_id: str, *, reason: str, within: float) -> None:
        """Revoke an agreement for good; PPRO takes no reason. Raises GatewayUnavailableError."""
        self._agreeing.close(agreement_id, within=within)

    def track(self, agreement_id: str, *, carrier: str, number: str, within: float) -> bool:
        """Raise NotPossibleError: Amazon Pay's delivery trackers cannot be reached through PPRO."""
        raise NotPossibleError("PPRO passes on no parcel numbers: tell the customer yourself")

    def _demand(self, ability: Ability) -> None:
        if ability not in self.abilities:
            raise NotPossibleError("capturing later is switched off for PPRO: refund what was taken instead")
