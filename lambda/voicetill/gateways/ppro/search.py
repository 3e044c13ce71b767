"""Looks for a charge by our own reference.

PPRO filters charges on exactly one of merchant reference or agreement (OpenAPI, payment charges). How the list is
wrapped is not described in what we have; so any list of objects is read, and an item counts only if it names our
reference itself: a filter that was not understood must not make another customer's payment ours.
"""

from urllib.parse import urlencode

from voicetill.domain.charging import Authorized, ChargeResult, Paid, Pending, Unknown
from voicetill.gateways.ppro import merchant_log
from voicetill.gateways.ppro.charges import Charge, Expected, is_duplicate, read_charge
from voicetill.gateways.ppro.client import Budget, Client
from voicetill.gateways.ppro.reading import listed

CHARGES = "/v1/payment-charges"

# Which of several answers under one reference is the one that counts.
_WEIGHT: tuple[type[ChargeResult], ...] = (Paid, Authorized, Pending, Unknown)


def search(client: Client, expected: Expected, budget: Budget) -> ChargeResult | None:
    """Look for a charge by its reference; None if none was found. Raises GatewayUnavailableError."""
    query = urlencode({"merchantPaymentChargeReference": expected.reference})
    reply = client.get(f"{CHARGES}?{query}", budget)
    items = () if reply.is_absent else listed(reply.told)
    ours = [item for item in items if Charge(item).reference == expected.reference]
    read = [(read_charge(item, expected), item) for item in ours]
    if sum(isinstance(result, Paid) for result, _ in read) > 1:
        merchant_log.charged_twice(expected.reference)
    return min(read, key=_weight)[0] if read else None


def _weight(found: tuple[ChargeResult, object]) -> int:
    result, item = found
    if is_duplicate(item):
        # It only points to the other one.
        return len(_WEIGHT) + 1
    return next((place for place, kind in enumerate(_WEIGHT) if isinstance(result, kind)), len(_WEIGHT))
