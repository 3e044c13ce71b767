"""Consents: the bodies that begin one in the customer's browser, and what PPRO tells of it afterwards."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from voicetill.domain.addresses import Address
from voicetill.domain.charging import ChargeWish, Consent, ConsentPage, ConsentState, ConsentWish
from voicetill.domain.errors import GatewayUnavailableError
from voicetill.domain.payments import Environment
from voicetill.gateways.fetching import LOOPBACK
from voicetill.gateways.ppro.codes import AGREEMENT_STATUSES, is_refusal_by_consumer
from voicetill.gateways.ppro.limits import (
    COUNTRY,
    CURRENCY,
    LONGEST_DESCRIPTION,
    LONGEST_INTERVAL,
    SMALLEST,
    Faults,
    filled,
)
from voicetill.gateways.ppro.payloads import Terms, charged, written
from voicetill.gateways.ppro.reading import identifier, members, objects, word

METHOD = "AMAZON_PAY"
_LONGEST_LINK = 4096


def agreement_body(wish: ConsentWish, terms: Terms, *, at: datetime) -> str:
    """Write the body that creates an agreement; raises PayloadRefusedError.

    It starts with the day, so that asking again on that day is the very same request.
    """
    faults = Faults()
    faults.text("description", wish.seller, most=LONGEST_DESCRIPTION)
    body = {
        **_asked(wish, terms, faults),
        "merchantPaymentAgreementReference": wish.reference,
        "description": wish.seller,
        "amountType": "VARIABLE",
        "startDate": f"{at:%Y-%m-%d}T00:00:00.000Z",
        "frequency": _frequency(wish, faults),
        "initialPaymentCharge": _first(wish, terms, faults),
        "webhooksUrl": terms.webhooks_url,
    }
    faults.reference("merchantPaymentAgreementReference", wish.reference)
    if terms.webhooks_url:
        faults.web_address("webhooksUrl", terms.webhooks_url, webhooks=True)
    faults.refuse()
    return written(filled(body))


def payment_body(wish: ChargeWish, consent: ConsentWish, terms: Terms) -> str:
    """Write the body of a one-time payment; raises PayloadRefusedError."""
    faults = Faults()
    body = {**_asked(consent, terms, faults), **charged(wish, terms, faults)}
    faults.refuse()
    return written(filled(body))


def _asked(wish: ConsentWish, terms: Terms, faults: Faults) -> dict[str, object]:
    """Return what is the same for both: how to pay, who, and the way back."""
    if wish.country.strip().upper() != COUNTRY:
        faults.add("consumer.country", f"must be {COUNTRY}")
    if wish.currency != CURRENCY:
        faults.add("amount.currency", f"must be {CURRENCY}")
    name = wish.name.strip() or terms.consumer_name
    faults.text("consumer.name", name, required=True)
    faults.text("consumer.email", wish.email)
    faults.web_address("authenticationSettings[0].settings.returnUrl", wish.return_url)
    return {
        "paymentMethod": METHOD,
        "consumer": filled({"name": name, "country": COUNTRY, "email": wish.email}),
        "authenticationSettings": [{"type": "REDIRECT", "settings": {"returnUrl": wish.return_url}}],
    }


def _frequency(wish: ConsentWish, faults: Faults) -> dict[str, object] | None:
    if not wish.recurring or not wish.period_months:
        return None
    if not 1 <= wish.period_months <= LONGEST_INTERVAL:
        faults.add("frequency.interval", f"must be from 1 to {LONGEST_INTERVAL}")
    return {"type": "MONTHLY", "interval": wish.period_months}


def _first(wish: ConsentWish, terms: Terms, faults: Faults) -> dict[str, object] | None:
    if wish.first is None:
        return None
    faults.amount("initialPaymentCharge.amount", wish.first, least=SMALLEST, most=terms.largest)
    return {
        "amount": {"value": wish.first.minor, "currency": wish.first.currency.value},
        "autoCapture": True,
        "merchantPaymentChargeReference": wish.reference,
    }


def page_told(told: object, *, environment: Environment, rehearsed: bool) -> ConsentPage:
    """Read where the customer has to go; raises GatewayUnavailableError if no sound address is told.

    In a rehearsal the pretend page may be in the clear, on this machine.
    """
    said = members(told)
    found = identifier(said.get("id"))
    for method in objects(said.get("authenticationMethods")):
        details = members(method.get("details"))
        link = _link(details.get("requestUrl"), clear=rehearsed and environment is Environment.SANDBOX)
        if found and link and method.get("type") == "REDIRECT" and details.get("requestMethod", "GET") == "GET":
            return ConsentPage(found, link)
    raise GatewayUnavailableError("ppro: no page was told to send the customer to")


def consent_told(consent_id: str, told: object) -> Consent:
    """Read how far an agreement is as a consent; the first payment is read elsewhere."""
    said = members(told)
    row = AGREEMENT_STATUSES.get(word(said.get("status")))
    if row is None or identifier(said.get("id")) != consent_id:
        # A word that we do not know may be a step on the way: the customer looks again.
        return Consent(consent_id, ConsentState.OPEN)
    if row.consent is not ConsentState.GIVEN:
        code = word(members(said.get("failure")).get("failureCode"))
        refused = row.consent is ConsentState.FAILED and is_refusal_by_consumer(code)
        return Consent(consent_id, ConsentState.REFUSED if refused else row.consent)
    consumer = members(said.get("consumer"))
    return Consent(
        consent_id,
        ConsentState.GIVEN,
        agreement_id=consent_id,
        billing_address=_address(consumer.get("billingAddress")),
        name=word(consumer.get("name")),
        email=word(consumer.get("email")),
    )


def first_charge_told(told: object) -> str:
    """Return the id of the first payment, blank if there is none."""
    return identifier(members(told).get("initialPaymentChargeId"))


def _address(told: object) -> Address | None:
    said: Mapping[str, Any] = members(told)
    if not said:
        return None
    address = Address(
        name=word(said.get("name")),
        lines=tuple(line for line in (word(said.get("street")),) if line),
        city=word(said.get("city")),
        region=word(said.get("region")),
        postal_code=word(said.get("postalCode")),
        country=word(said.get("country")),
    )
    return None if address == Address() else address


def _link(value: object, *, clear: bool) -> str:
    """Return an address that a customer may be sent to: https, or in the clear on this very machine."""
    if not isinstance(value, str) or len(value) > _LONGEST_LINK or not value.isascii() or not value.isprintable():
        return ""
    try:
        parts = urlsplit(value)
        host = parts.hostname or ""
    except ValueError:
        return ""
    if " " in value or "\\" in value or parts.username is not None or not host:
        return ""
    allowed = parts.scheme == "https" or (clear and parts.scheme == "http" and host in LOOPBACK)
    return value if allowed else ""
