"""The addresses of pretend PPRO, and what is done under each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from simulator.ppro import bodies
from simulator.ppro.faults import Fault
from simulator.ppro.records import Told
from simulator.ppro.service import Ppro
from simulator.ppro.shapes import Shape


@dataclass(frozen=True)
class Route:
    """What one address does: with ids of the path, and a body or a query."""

    act: Callable[[Ppro, tuple[str, ...], Told], Told]
    shape: Shape | None = None
    names_merchant: bool = True


_C, _A = ("v1", "payment-charges"), ("v1", "payment-agreements")
ROUTES: Mapping[tuple[str, tuple[str, ...]], Route] = MappingProxyType(
    {
        ("POST", _A): Route(lambda ppro, ids, body: ppro.create_agreement(body), bodies.AGREEMENT),
        ("GET", (*_A, "*")): Route(lambda ppro, ids, query: ppro.agreement(*ids).told()),
        ("POST", (*_A, "*", "payment-charges")): Route(
            lambda ppro, ids, body: ppro.charge_agreement(body, *ids), bodies.AGREEMENT_CHARGE
        ),
        ("POST", (*_A, "*", "revocations")): Route(
            lambda ppro, ids, body: ppro.revoke_agreement(*ids), bodies.NOTHING
        ),
        ("POST", _C): Route(lambda ppro, ids, body: ppro.create_payment(body), bodies.PAYMENT),
        ("GET", _C): Route(lambda ppro, ids, query: ppro.search(query)),
        ("GET", (*_C, "*")): Route(lambda ppro, ids, query: ppro.charge(*ids).told(bare=ppro.bare)),
        ("POST", (*_C, "*", "captures")): Route(lambda ppro, ids, body: ppro.capture(body, *ids), bodies.CAPTURE),
        ("GET", (*_C, "*", "captures")): Route(lambda ppro, ids, query: _parts(ppro, ids, "captures")),
        ("POST", (*_C, "*", "voids")): Route(lambda ppro, ids, body: ppro.void(body, *ids), bodies.VOID),
        ("GET", (*_C, "*", "voids")): Route(lambda ppro, ids, query: _parts(ppro, ids, "voids")),
        ("POST", (*_C, "*", "refunds")): Route(lambda ppro, ids, body: ppro.refund(body, *ids), bodies.REFUND),
        ("GET", (*_C, "*", "refunds")): Route(lambda ppro, ids, query: _parts(ppro, ids, "refunds")),
        ("GET", (*_C, "*", "refunds", "*")): Route(lambda ppro, ids, query: ppro.refund_of(*ids).told()),
        ("GET", (*_C, "*", "authorizations")): Route(lambda ppro, ids, query: _parts(ppro, ids, "authorizations")),
        ("GET", ("v1", "payment-instruments", "*")): Route(
            lambda ppro, ids, query: ppro.instrument(*ids), names_merchant=False
        ),
    }
)


def _parts(ppro: Ppro, ids: tuple[str, ...], name: str) -> Told:
    return {name: [part.told() for part in getattr(ppro.charge(*ids), name)]}


def found(method: str, path: str) -> tuple[Route, tuple[str, ...]]:
    """The route of an address and the ids in it. Raises Fault."""
    parts = tuple(path.strip("/").split("/"))
    allowed = False
    for (verb, pattern), route in ROUTES.items():
        if len(pattern) != len(parts) or not all(p in ("*", q) for p, q in zip(pattern, parts, strict=True)):
            continue
        if verb == method:
            return route, tuple(q for p, q in zip(pattern, parts, strict=True) if p == "*")
        allowed = True
    raise Fault(405, "Method not allowed") if allowed else Fault(404, "Not found")
