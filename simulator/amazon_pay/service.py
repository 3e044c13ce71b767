"""Pretend Amazon Pay: what stands behind `Connections.SendRequest` with the names Setup and Charge.

It checks every field, keeps buyers and their agreements, and writes down in its ledger what was really charged.
Testers order outcomes by name (`simulator.amazon_pay.outcomes`); without an order, valid requests succeed.
"""

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from random import Random
from typing import Any

from simulator.amazon_pay.answers import Authorization, charge_payload, error_payload, setup_payload, stamp
from simulator.amazon_pay.buyers import OPEN, SUSPENDED, Agreement, Buyer
from simulator.amazon_pay.faults import ERROR_CODES, Fault
from simulator.amazon_pay.ledger import Charged, Ledger
from simulator.amazon_pay.outcomes import OUTCOMES, PAID, PENDING, RESERVED, Delivery, Outcome, Verdict
from simulator.amazon_pay.payload_rules import AUTHORIZE, check_charge, check_setup
from simulator.amazon_pay.regions import BY_COUNTRY, DECIMALS
from simulator.amazon_pay.sandbox_notes import simulated
from simulator.customers import Consent

SANDBOX, LIVE = "SANDBOX", "LIVE"
_LETTERS = {SANDBOX: ("C", "S"), LIVE: ("B", "P")}
"""First letters of the ids of agreements and of orders."""


class UnknownOutcome(Exception):  # noqa: N818 - reads as a plain fact
    """Raised when an outcome is ordered that is not in the table."""


@dataclass(frozen=True)
class Reply:
    """The members of a `Connections.Response`, and how it travels."""

    body: dict[str, Any]
    delivery: Delivery


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass
class AmazonPay:
    """One pretend Amazon Pay with its merchants and buyers. None for emails or sellers means that any will do."""

    seller_ids: frozenset[str] | None = None
    sandbox_emails: frozenset[str] | None = None
    environments: frozenset[str] = frozenset({SANDBOX, LIVE})
    clock: Callable[[], datetime] = _now
    random: Random = field(default_factory=Random)
    buyers: dict[str, Buyer] = field(default_factory=dict)
    ledger: Ledger = field(default_factory=Ledger)
    _orders: list[Outcome] = field(default_factory=list)

    def order(self, name: str) -> None:
        """Let the next answer that this outcome can happen to be so."""
        if name not in OUTCOMES:
            near = difflib.get_close_matches(name, OUTCOMES, n=3)
            hint = f"; did you mean {' or '.join(near)}?" if near else ""
            raise UnknownOutcome(f"no outcome is named {name!r}{hint}")
        self._orders.append(OUTCOMES[name])

    @property
    def ordered(self) -> list[str]:
        """The names of the outcomes that were ordered and have not come yet."""
        return [outcome.name for outcome in self._orders]

    def buyer(self, user_id: str) -> Buyer:
        """The buyer behind an Alexa customer; even in sandbox each customer is a buyer of their own."""
        return self.buyers.setdefault(user_id, Buyer(user_id))

    def answer(
        self, directive: Mapping[str, Any], *, user_id: str, consent: Consent, voice_purchasing: bool = True
    ) -> Reply:
        """Do what the directive asks, or refuse, and say so."""
        name = directive["name"]
        happening, delivery = self._ordered(name)
        body: dict[str, Any] = {"name": name, "token": directive["token"]}
        try:
            _check_consent(consent)
            if not voice_purchasing:
                raise Fault("VoicePurchaseNotEnabled", "voice purchasing is off in the Alexa app")
            acts = {"Setup": self._setup, "Charge": self._charge}
            body["payload"] = acts[name](directive["payload"], self.buyer(user_id), happening)
            body["status"] = {"code": "200", "message": "OK"}
        except Fault as fault:
            body["payload"] = error_payload(fault.error.code, fault.message)
            body["status"] = {"code": fault.error.status, "message": fault.error.code}
        else:
            if happening and happening.garble:
                happening.garble(body)
        return Reply(body, delivery)

    def _ordered(self, operation: str) -> tuple[Outcome | None, Delivery]:
        """Take the first orders that fit the operation: one for what happens, one for the delivery."""
        fitting = [outcome for outcome in self._orders if operation in outcome.operations]
        happening = next((outcome for outcome in fitting if outcome.delivery is None), None)
        travelling = next((outcome for outcome in fitting if outcome.delivery is not None), None)
        for taken in (happening, travelling):
            if taken is not None:
                self._orders.remove(taken)
        return happening, (travelling and travelling.delivery) or Delivery.AT_ONCE

    def _setup(self, payload: Mapping[str, Any], buyer: Buyer, ordered: Outcome | None) -> dict[str, Any]:
        region = check_setup(payload)
        environment = SANDBOX if payload.get("sandboxMode") else LIVE
        self._check_seller(payload["sellerId"], environment)
        email = payload.get("sandboxCustomerEmailId")
        if email is not None and self.sandbox_emails is not None and email not in self.sandbox_emails:
            raise Fault(
                "InvalidSandboxCustomerEmail", "sandboxCustomerEmailId is no sandbox buyer of this merchant"
            )
        _fail(ordered)
        held = buyer.agreement_with(payload["sellerId"], environment)
        status = ordered.status if ordered else None
        agreement = buyer.keep(held or self._new_agreement(payload, environment), status=status)
        home = buyer.lives_at(region.digits)
        return setup_payload(
            agreement,
            destination=home if payload.get("needAmazonShippingAddress") else None,
            billing=home if region.tells_billing_address else None,
        )

    def _charge(self, payload: Mapping[str, Any], buyer: Buyer, ordered: Outcome | None) -> dict[str, Any]:
        amount = check_charge(payload)
        agreement = self._chargeable(payload, buyer)
        if ordered and not ordered.after_charging:
            _fail(ordered)
        authorization = self._authorize(payload, amount, agreement, self._verdict(payload, agreement, ordered))
        if authorization.verdict.reason == "InvalidPaymentMethod" and not authorization.verdict.soft:
            buyer.keep(agreement, status=SUSPENDED)
        _fail(ordered)
        european = agreement.region == "02" and authorization.verdict.reason in (None, PAID.reason)
        return charge_payload(authorization, billing=buyer.lives_at(agreement.region) if european else None)

    def _chargeable(self, payload: Mapping[str, Any], buyer: Buyer) -> Agreement:
        """The agreement that the Charge names, if it may be charged under this reference."""
        agreement = buyer.agreements.get(payload["billingAgreementId"])
        if agreement is None:
            raise Fault("InvalidBillingAgreementId", "billingAgreementId is no agreement of this buyer")
        self._check_seller(payload["sellerId"], agreement.environment)
        if agreement.seller_id != payload["sellerId"]:
            raise Fault("InvalidBillingAgreementId", "billingAgreementId is an agreement with another seller")
        asked = payload["authorizeAttributes"]
        if asked["authorizationAmount"]["currencyCode"] != agreement.currency:
            where = "authorizeAttributes.authorizationAmount.currencyCode"
            raise Fault("InvalidParameterValue", f"{where} must be the ledger currency, {agreement.currency}")
        if (agreement.seller_id, asked["authorizationReferenceId"]) in self.ledger.references:
            raise Fault("DuplicateRequest", "authorizeAttributes.authorizationReferenceId was used before")
        if agreement.status == SUSPENDED:
            raise Fault(
                "InvalidPaymentMethod", "billingAgreementId waits for the buyer to repair the payment method"
            )
        if agreement.status != OPEN:
            raise Fault("InvalidBillingAgreementStatus", f"billingAgreementId is {agreement.status}, not OPEN")
        return agreement

    def _verdict(self, payload: Mapping[str, Any], agreement: Agreement, ordered: Outcome | None) -> Verdict:
        """The tester's order first, then the sandbox's simulation string, then what is usual."""
        if ordered and ordered.verdict and ordered.verdict is not PAID:
            return ordered.verdict
        asked = payload["authorizeAttributes"]
        wished = simulated(asked.get("sellerAuthorizationNote", "")) if agreement.environment == SANDBOX else None
        if wished:
            return wished
        # A time to work in makes the authorization asynchronous: it is decided later.
        if asked.get("transactionTimeout", 0) > 0:
            return PENDING
        return RESERVED if payload["paymentAction"] == AUTHORIZE else PAID

    def _authorize(
        self, payload: Mapping[str, Any], amount: Decimal, agreement: Agreement, verdict: Verdict
    ) -> Authorization:
        """Carry out the verdict: move or reserve the money, and write it down."""
        asked, currency = payload["authorizeAttributes"], agreement.currency
        step = Decimal(1).scaleb(-DECIMALS[currency])
        captured = (amount * verdict.captured).quantize(step)
        reference = asked["authorizationReferenceId"]
        self.ledger.references.add((agreement.seller_id, reference))
        order_id = payload.get("sellerOrderAttributes", {}).get("sellerOrderId")
        entry = Charged(reference, captured or amount, currency, order_id, agreement.id, agreement.seller_id)
        if captured:
            self.ledger.charges.append(entry)
        elif verdict == RESERVED:
            self.ledger.reservations.append(entry)
        order_reference = self._id(_LETTERS[agreement.environment][1], agreement.region)
        serial = self.random.randrange(10**6)
        return Authorization(
            payload, verdict, amount, captured, order_reference, serial, self.clock().astimezone(UTC)
        )

    def _new_agreement(self, payload: Mapping[str, Any], environment: str) -> Agreement:
        region = BY_COUNTRY[payload["countryOfEstablishment"]].digits
        return Agreement(
            id=self._id(_LETTERS[environment][0], region),
            seller_id=payload["sellerId"],
            environment=environment,
            currency=payload["ledgerCurrency"],
            created=stamp(self.clock().astimezone(UTC)),
            region=region,
            language=payload.get("checkoutLanguage"),
        )

    def _check_seller(self, seller_id: str, environment: str) -> None:
        if self.seller_ids is not None and seller_id not in self.seller_ids:
            raise Fault("InvalidSellerId", "sellerId is no merchant of Amazon Pay")
        if environment not in self.environments:
            raise Fault("ReleaseEnvironmentNotAllowed", f"sandboxMode: {environment} is not allowed here")

    def _id(self, letter: str, region: str) -> str:
        seven, more = (f"{self.random.randrange(10**7):07d}" for _ in range(2))
        return f"{letter}{region}-{seven}-{more}"


def _check_consent(consent: Consent) -> None:
    if consent is Consent.DENIED:
        raise Fault("ACCESS_DENIED", "the buyer refused payments:autopay_consent")
    if consent is Consent.ABSENT:
        raise Fault("ACCESS_NOT_REQUESTED", "the buyer was never asked for payments:autopay_consent")


def _fail(ordered: Outcome | None) -> None:
    if ordered and ordered.error:
        raise Fault(ordered.error, ERROR_CODES[ordered.error].meaning)
