"""Looks for a charge by our own reference.

PPRO filters charges on exactly one of merchant reference or agreement (OpenAPI, payment charges). How the list is
wrapped is not described in what we have; so any one list of objects is read, and an item counts only if it names
our reference itself: a filter that was not understood must not make another customer's payment ours.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from voicetill.domain.charging import Authorized, ChargeResult, Paid, Pending, Unknown
from voicetill.gateways.ppro import merchant_log
from voicetill.gateways.ppro.charges import Charge, Expected, is_duplicate, read_charge
from voicetill.gateways.ppro.client import Budget, Client
from voicetill.gateways.ppro.reading import members, objects

CHARGES = "/v1/payment-charges"

# Which of several answers under one reference is the one that counts.
_WEIGHT: tuple[type[ChargeResult], ...] = (Paid, Authorized, Pending, Unknown)


@dataclass(frozen=True, slots=True)
class Search:
    """What a search by reference showed: a result, or none."""

    result: ChargeResult | None
    told: object = None


def search(client: Client, expected: Expected, budget: Budget) -> Search:
    """Look for a charge by its reference; raises GatewayUnavailableError."""
    query = urlencode({"merchantPaymentChargeReference": expected.reference})
    reply = client.get(f"{CHARGES}?{query}", budget)
    items = () if reply.is_absent else _items(reply.told)
    ours = [item for item in items if Charge(members(item)).reference == expected.reference]
    read = [(read_charge(item, expected), item) for item in ours]
    if sum(isinstance(result, Paid) for result, _ in read) > 1:
        merchant_log.charged_twice(expected.reference)
    if not read:
        return Search(None)
    result, item = min(read, key=_weight)
    return Search(result, item)


def _weight(found: tuple[ChargeResult, object]) -> int:
    result, item = found
    if is_duplicate(item):
        # It only points to the other one.
        return len(_WEIGHT) + 1
    return next((place for place, kind in enumerate(_WEIGHT) if isinstance(result, kind)), len(_WEIGHT))


def _items(told: object) -> tuple[object, ...]:
    if isinstance(told, list):
        return objects(told)
    lists = [value for value in members(told).values() if isinstance(value, list)]
    return objects(lists[0]) if len(lists) == 1 else ()
