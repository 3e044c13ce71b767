"""Pretend Amazon Pay: what stands behind `Connections.SendRequest` with the names Setup and Charge.

It checks every field, keeps buyers and their agreements, and writes down in its ledger what was really charged.
Testers order outcomes by name (`simulator.amazon_pay.outcomes`); without an order, valid requests succeed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from random import Random
from typing import Any

from simulator.amazon_pay.addresses import ADDRESSES, can_be_found, country_of
from simulator.amazon_pay.answers import Authorization, charge_payload, error_payload, setup_payload, stamp
from simulator.amazon_pay.buyers import Agreement, Buyer
from simulator.amazon_pay.charging import decide, demand_chargeable, suspends
from simulator.amazon_pay.faults import ERROR_CODES, Fault
from simulator.amazon_pay.garbling import OF_ANY_ANSWER
from simulator.amazon_pay.ledger import Charged, Ledger
from simulator.amazon_pay.limits import MonthlyLimits
from simulator.amazon_pay.merchants import LIVE, SANDBOX, Merchants
from simulator.amazon_pay.outcomes import Delivery, Outcome
from simulator.amazon_pay.payload_rules import check_charge, check_setup
from simulator.amazon_pay.permissions import demand_permissions
from simulator.amazon_pay.regions import BY_COUNTRY, DECIMALS, USUAL_COUNTRIES
from simulator.amazon_pay.verdicts import PAID, Verdict
from simulator.amazon_pay.wishes import Wishes
from simulator.customers import Consent

_LETTERS = {SANDBOX: ("C", "S"), LIVE: ("B", "P")}
"""First letters of the ids of agreements and of orders."""


@dataclass(frozen=True)
class Reply:
    """The members of a `Connections.Response`, and how it travels."""

    body: dict[str, Any]
    delivery: Delivery


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass
class AmazonPay(Merchants):
    """One pretend Amazon Pay with its merchants and buyers."""

    clock: Callable[[], datetime] = _now
    random: Random = field(default_factory=Random)
    buyers: dict[str, Buyer] = field(default_factory=dict)
    ledger: Ledger = field(default_factory=Ledger)
    limits: MonthlyLimits = field(default_factory=MonthlyLimits)
    _wishes: Wishes = field(default_factory=Wishes)

    def order(self, name: str) -> None:
        """Let the next answer that this outcome can happen to be so. Raises UnknownOutcome."""
        self._wishes.add(name)

    @property
    def ordered(self) -> list[str]:
        """The names of the outcomes that were ordered and have not come yet."""
        return self._wishes.names

    def limit(self, amount: Decimal | int | str | None, currency: str) -> None:
        """Let an agreement carry no more than this in a calendar month; None is without end. Raises ValueError."""
        self.limits.set(amount, currency)

    def left_this_month(self, agreement: Agreement) -> Decimal | None:
        """What may still be charged on it before the first of the month; None where there is no limit."""
        limit = self.limits.of(agreement.currency)
        return None if limit is None else limit - self.ledger.in_month(agreement.id, self.clock())

    def buyer(self, user_id: str) -> Buyer:
        """The buyer behind an Alexa customer; even in sandbox each customer is a buyer of their own."""
        buyer = self.buyers.setdefault(user_id, Buyer(user_id))
        buyer.let_time_mend(self.clock())
        return buyer

    def answer(
        self,
        directive: Mapping[str, Any],
        *,
        user_id: str,
        consent: Consent,
        voice_purchasing: bool = True,
        locale: str | None = None,
    ) -> Reply:
        """Do what the directive asks, or refuse, and say so.

        The buyer lives in the country of the device's locale; in the seller's where nothing is said of it.
        """
        name = directive["name"]
        order = self._wishes.take(name)
        body: dict[str, Any] = {"name": name, "token": directive["token"]}
        damage = order.damage and order.damage.garble
        try:
            demand_permissions(consent, voice_purchasing=voice_purchasing)
            acts = {"Setup": self._setup, "Charge": self._charge}
            body["payload"] = acts[name](directive["payload"], self.buyer(user_id), order.happening, locale)
            body["status"] = {"code": "200", "message": "OK"}
        except Fault as fault:
            body["payload"] = error_payload(fault.error.code, fault.message)
            body["status"] = {"code": fault.error.status, "message": fault.error.code}
            damage = damage if damage in OF_ANY_ANSWER else None
        if damage:
            damage(body)
        return Reply(body, order.delivery)

    def _setup(
        self, payload: Mapping[str, Any], buyer: Buyer, ordered: Outcome | None, locale: str | None
    ) -> dict[str, Any]:
        region = check_setup(payload)
        environment = SANDBOX if payload.get("sandboxMode") else LIVE
        self.check_setup(payload, environment)
        _fail(ordered)
        home = buyer.lives_at(country_of(locale, otherwise=_where(payload)))
        needs_address = payload.get("needAmazonShippingAddress", False)
        if needs_address and not can_be_found(home):
            raise Fault(
                "InvalidShippingAddress", "needAmazonShippingAddress: the buyer's default address has no line"
            )
        held = buyer.agreement_with(payload["sellerId"], environment, payload["ledgerCurrency"])
        status = ordered.status if ordered else None
        agreement = buyer.keep(held or self._new_agreement(payload, environment), status=status)
        return setup_payload(
            agreement,
            destination=home if needs_address else None,
            billing=home if region.tells_billing_address and home else None,
        )

    def _charge(
        self, payload: Mapping[str, Any], buyer: Buyer, ordered: Outcome | None, locale: str | None
    ) -> dict[str, Any]:
        amount = check_charge(payload)
        agreement = self._chargeable(payload, buyer, amount)
        if ordered and not ordered.after_charging:
            _fail(ordered)
        decision = decide(payload, agreement, wallet_works=buyer.wallet_works, ordered=ordered)
        authorization = self._authorize(payload, amount, agreement, decision.told)
        if suspends(decision.verdict):
            mended_at = self.clock() + decision.mended_after if decision.mended_after else None
            buyer.keep(agreement, status="SUSPENDED", mended_at=mended_at)
        _fail(ordered)
        verdict, home = authorization.verdict, buyer.lives_at(country_of(locale, otherwise=agreement.country))
        # Only Europe is told, and only when the money is there ("authorizationBillingAddress", legacy API).
        told = agreement.region == "02" and (verdict.state == "Open" or verdict.reason == PAID.reason)
        return charge_payload(authorization, billing=home if told and home else None)

    def _chargeable(self, payload: Mapping[str, Any], buyer: Buyer, amount: Decimal) -> Agreement:
        """The agreement that the Charge names, if it may be charged so much under this reference."""
        agreement = buyer.agreements.get(payload["billingAgreementId"])
        if agreement is None:
            raise Fault("InvalidBillingAgreementId", "billingAgreementId is no agreement of this buyer")
        self.check_charge(payload, agreement.environment)
        reference = payload["authorizeAttributes"]["authorizationReferenceId"]
        if (agreement.seller_id, reference) in self.ledger.references:
            raise Fault("DuplicateRequest", "authorizeAttributes.authorizationReferenceId was used before")
        demand_chargeable(agreement, payload)
        left = self.left_this_month(agreement)
        if left is not None and amount > left:
            where = "authorizeAttributes.authorizationAmount.amount"
            raise Fault(
                "PeriodicAmountExceeded",
                f"{where} is {amount}, with {max(left, Decimal())} {agreement.currency} left for this month",
            )
        return agreement

    def _authorize(
        self, payload: Mapping[str, Any], amount: Decimal, agreement: Agreement, verdict: Verdict
    ) -> Authorization:
        """Carry out the verdict: move or reserve the money, and write it down."""
        asked, currency, now = payload["authorizeAttributes"], agreement.currency, self.clock().astimezone(UTC)
        captured = (amount * verdict.captured).quantize(Decimal(1).scaleb(-DECIMALS[currency]))
        reference = asked["authorizationReferenceId"]
        self.ledger.references.add((agreement.seller_id, reference))
        order_id = payload.get("sellerOrderAttributes", {}).get("sellerOrderId")
        entry = Charged(
            reference, captured or amount, currency, order_id, agreement.id, agreement.seller_id, at=now
        )
        if captured:
            self.ledger.charges.append(entry)
        elif verdict.state == "Open":
            self.ledger.reservations.append(entry)
        order_reference = self._id(_LETTERS[agreement.environment][1], agreement.region)
        serial = self.random.randrange(10**6)
        return Authorization(payload, verdict, amount, captured, order_reference, serial, now)

    def _new_agreement(self, payload: Mapping[str, Any], environment: str) -> Agreement:
        region = BY_COUNTRY[payload["countryOfEstablishment"]].digits
        return Agreement(
            id=self._id(_LETTERS[environment][0], region),
            seller_id=payload["sellerId"],
            environment=environment,
            currency=payload["ledgerCurrency"],
            created=stamp(self.clock().astimezone(UTC)),
            region=region,
            country=_where(payload),
            language=payload.get("checkoutLanguage"),
        )

    def _id(self, letter: str, region: str) -> str:
        seven, more = (f"{self.random.randrange(10**7):07d}" for _ in range(2))
        return f"{letter}{region}-{seven}-{more}"


def _where(setup: Mapping[str, Any]) -> str:
    """The seller's country as addresses name it; that of the region where no pretend buyer lives in it."""
    named = str(setup["countryOfEstablishment"])
    country = "GB" if named == "UK" else named
    return country if country in ADDRESSES else USUAL_COUNTRIES[BY_COUNTRY[named].digits]


def _fail(ordered: Outcome | None) -> None:
    if ordered and ordered.error:
        raise Fault(ordered.error, ERROR_CODES[ordered.error].meaning)
