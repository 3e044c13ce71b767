"""Amazon Pay API v2 as a company that the server charges agreements with."""

from collections.abc import Callable, Mapping
from datetime import datetime

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
    Operation,
    Prepared,
    RefundResult,
    RefundRules,
    RefundWish,
)
from voicetill.domain.errors import FaultyDataError, NotPossibleError
from voicetill.domain.money import Currency, Money
from voicetill.domain.payments import Environment
from voicetill.gateways.amazon_pay_v2 import bodies, session_bodies
from voicetill.gateways.amazon_pay_v2.bodies import PermissionType, written
from voicetill.gateways.amazon_pay_v2.calls import Calls, derived_key
from voicetill.gateways.amazon_pay_v2.charges import Charges
from voicetill.gateways.amazon_pay_v2.endpoints import endpoint_of
from voicetill.gateways.amazon_pay_v2.permissions import Permissions
from voicetill.gateways.amazon_pay_v2.refunds import Refunds
from voicetill.gateways.amazon_pay_v2.session_bodies import Button
from voicetill.gateways.amazon_pay_v2.sessions import Sessions
from voicetill.gateways.amazon_pay_v2.signing import Algorithm, Signer
from voicetill.gateways.amazon_pay_v2.throttling import RATES, Kind, Rate, Throttle
from voicetill.gateways.amazon_pay_v2.told import is_session
from voicetill.gateways.amazon_pay_v2.trackers import Trackers
from voicetill.gateways.fetching import Send

NAME = "amazon_pay_v2"

# On top of what was captured, the lesser of these may go back (vendor page "Manage refunds").
_EXTRA_SHARE = 15
_EXTRA_MOST = {
    Currency.EUR: Money(75_00, Currency.EUR),
    Currency.GBP: Money(75_00, Currency.GBP),
    Currency.JPY: Money(8_400, Currency.JPY),
    Currency.USD: Money(75_00, Currency.USD),
}

_ABILITIES = frozenset(Ability) - {Ability.SEARCH, Ability.TRACK}


class AmazonPayV2:
    """One merchant account in one region and environment.

    `private_key` returns the key as PEM text and is asked whenever something is signed; `key_refused` is told when
    Amazon Pay does not let us in. `send` makes the calls, with or without patience. `share` is this process's part
    of the calls that the account may make. `base` stands in for Amazon's host in rehearsals. `currency` is the
    account's ledger currency, where its region has more than one.

    Raises FaultyDataError for a region that there is not, and a key of the other environment.
    """

    def __init__(
        self,
        *,
        public_key_id: str,
        private_key: Callable[[], str],
        region: str,
        environment: Environment,
        store_id: str,
        send: Send,
        clock: Callable[[], datetime],
        ticks: Callable[[], float],
        currency: Currency | None = None,
        permission: PermissionType = PermissionType.SAVED_WALLET,
        algorithm: Algorithm = Algorithm.PSS_V2,
        share: float = 1.0,
        rates: Mapping[Kind, Rate] | None = None,
        key_refused: Callable[[], object] = lambda: None,
        base: str | None = None,
    ) -> None:
        endpoint = endpoint_of(region=region, environment=environment, public_key_id=public_key_id, base=base)
        self._currencies = (currency,) if currency else endpoint.currencies
        if currency and currency not in endpoint.currencies:
            raise FaultyDataError([f"currency: must be {' or '.join(endpoint.currencies)} in region {region}"])
        self._environment, self._store_id, self._permission = environment, store_id, permission
        self._signer = Signer(public_key_id=public_key_id, private_key=private_key, algorithm=algorithm)
        calls = Calls(
            endpoint=endpoint,
            signer=self._signer,
            send=send,
            throttle=Throttle({**RATES[environment], **(rates or {})}, ticks=ticks, share=share),
            clock=clock,
            ticks=ticks,
            key_refused=key_refused,
        )
        self._permissions = Permissions(calls, environment)
        self._charges = Charges(calls, self._permissions, environment)
        self._refunds = Refunds(calls, environment)
        self._sessions = Sessions(calls, self._charges, environment)
        self._trackers = Trackers(calls)

    @property
    def name(self) -> str:
        """The provider's name in settings and records."""
        return NAME

    @property
    def abilities(self) -> frozenset[Ability]:
        """What it can do; parcels are tracked for real orders only, there is no sandbox for them."""
        live = self._environment is Environment.LIVE
        return _ABILITIES | {Ability.TRACK} if live else _ABILITIES

    @property
    def refund_rules(self) -> RefundRules:
        """How much goes back at most; Amazon Pay sets no limit in time."""
        return RefundRules(extra_share=_EXTRA_SHARE, extra_most=_EXTRA_MOST[self._currencies[0]])

    def serves(self, currency: Currency) -> bool:
        """Whether the account takes this currency."""
        return currency in self._currencies

    def start_consent(self, wish: ConsentWish, *, within: float) -> ConsentPage:
        """Begin a consent in the customer's browser; raises GatewayUnavailableError and PayloadRefusedError."""
        return self._sessions.open(self._consent(wish), within=within)

    def consent_button(self, wish: ConsentWish) -> Button:
        """Return what a page of ours needs to begin the same consent by the vendor's button; calls nobody.

        The session's id then comes with the customer, as `amazonCheckoutSessionId`. Raises PayloadRefusedError.
        """
        payload = written(self._consent(wish))
        return Button(
            payload=payload,
            signature=self._signer.button_signature(payload),
            algorithm=self._signer.algorithm,
            public_key_id=self._signer.public_key_id,
            product_type=session_bodies.product_type(wish),
            ledger_currency=wish.currency,
            checkout_language=wish.language.replace("-", "_"),
            sandbox=self._environment is Environment.SANDBOX,
        )

    def read_consent(self, consent_id: str, *, within: float) -> Consent:
        """Read how far a consent is, and complete it once the customer has approved."""
        return self._sessions.read(consent_id, within=within)

    def start_payment(self, wish: ChargeWish, consent: ConsentWish, *, within: float) -> ConsentPage:
        """Begin a one-time payment in the customer's browser; `find_charge` with the page's id ends it."""
        session_bodies.check_consent(consent, self._currencies)
        # No agreement yet: anything may stand in its place.
        bodies.check(wish.reference, "none", wish.amount, self._currencies)
        body = session_bodies.payment_session(wish, consent, store_id=self._store_id)
        return self._sessions.open(body, within=within)

    def read_agreement(self, agreement_id: str, *, within: float) -> AgreementTold:
        """Read how an agreement stands; raises GatewayUnavailableError."""
        return self._permissions.read(agreement_id, within=within)

    def prepare_charge(self, wish: ChargeWish) -> Prepared:
        """Fix key and body of a charge. The key is our reference: it is made of what keys are made of."""
        bodies.check(wish.reference, wish.agreement_id, wish.amount, self._currencies)
        body = bodies.charge_body(wish, permission=self._permission)
        return Prepared(Operation.CHARGE, wish.reference, wish.agreement_id, wish.reference, body, wish.amount)

    def prepare_capture(self, wish: CaptureWish) -> Prepared:
        """Fix key and body of a capture."""
        return self._prepared(
            Operation.CAPTURE, wish.reference, wish.charge_id, bodies.capture_body(wish), wish.amount
        )

    def prepare_refund(self, wish: RefundWish) -> Prepared:
        """Fix key and body of a refund."""
        return self._prepared(
            Operation.REFUND, wish.reference, wish.charge_id, bodies.refund_body(wish), wish.amount
        )

    def prepare_cancel(self, wish: CancelWish) -> Prepared:
        """Fix key and body of a release."""
        return self._prepared(Operation.CANCEL, wish.reference, wish.charge_id, bodies.cancel_body(wish), None)

    def charge(self, prepared: Prepared, *, within: float) -> ChargeResult:
        """Send a prepared charge, capture or release, for the first time."""
        return self._charges.send(prepared, within=within)

    def settle(self, prepared: Prepared, *, charge_id: str, within: float) -> ChargeResult:
        """Find out what became of a prepared charge, capture or release, without ever making a second one."""
        if is_session(charge_id):
            found = self._sessions.find(charge_id, within=within)
            if found is not None:
                return found.result
        return self._charges.settle(prepared, charge_id=charge_id, within=within)

    def find_charge(self, charge_id: str, *, within: float) -> FoundCharge | None:
        """Read a charge by its id, or the one payment of a page; None if there is none."""
        if is_session(charge_id):
            return self._sessions.find(charge_id, within=within)
        return self._charges.find(charge_id, within=within)

    def refund(self, prepared: Prepared, *, within: float) -> RefundResult:
        """Send a prepared refund, for the first time."""
        return self._refunds.send(prepared, within=within)

    def settle_refund(self, prepared: Prepared, *, refund_id: str, within: float) -> RefundResult:
        """Find out what became of a prepared refund."""
        return self._refunds.settle(prepared, refund_id=refund_id, within=within)

    def close(self, agreement_id: str, *, reason: str, within: float) -> None:
        """End an agreement for good; ending one that is over already is no error."""
        self._permissions.close(agreement_id, reason=reason, within=within)

    def rename_agreement(
        self, agreement_id: str, *, reference: str, seller: str, note: str = "", within: float
    ) -> None:
        """Change what the buyer reads of an agreement at Amazon."""
        self._permissions.rename(agreement_id, reference=reference, seller=seller, note=note, within=within)

    def track(self, agreement_id: str, *, carrier: str, number: str, within: float) -> bool:
        """Tell Amazon a parcel's number, so that Alexa tells the customer; raises NotPossibleError in sandbox."""
        if Ability.TRACK not in self.abilities:
            raise NotPossibleError("Amazon Pay tracks no parcels in its sandbox: do it in the live environment")
        return self._trackers.track(agreement_id, carrier=carrier, number=number, within=within)

    def _consent(self, wish: ConsentWish) -> dict[str, object]:
        session_bodies.check_consent(wish, self._currencies)
        return session_bodies.consent_session(wish, permission=self._permission, store_id=self._store_id)

    def _prepared(
        self, operation: Operation, reference: str, charge_id: str, body: str, amount: Money | None
    ) -> Prepared:
        bodies.check(reference, charge_id, amount, self._currencies)
        # It may carry the reference of the charge itself, and must not be taken for it.
        key = derived_key(operation, reference, charge_id)
        return Prepared(operation, reference, charge_id, key, body, amount)
