"""A pretend Amazon Pay API v2, written from the vendor's pages alone.

It verifies every signature, checks every field, repeats the stored answer for a key that it knows, keeps to the
states and limits, and writes down what money really moved. Testers order what goes wrong (`troubles`), what is
declined or left pending, and speak for the buyer (`approve`, `refuse`, `close_by_buyer`).

`answer` takes one call in this process; `pages.as_application` puts the same service on loopback.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import RLock
from typing import Any

from simulator.amazon_pay_v2 import charging, consenting
from simulator.amazon_pay_v2.books import Books
from simulator.amazon_pay_v2.calls import Call, Reply, refusal, reply
from simulator.amazon_pay_v2.faults import Fault
from simulator.amazon_pay_v2.limits import Rate
from simulator.amazon_pay_v2.objects import Charge, Permission, Refund, Session
from simulator.amazon_pay_v2.routes import operation_of, placed
from simulator.amazon_pay_v2.shapes import charge_shape, permission_shape, refund_shape, session_shape
from simulator.amazon_pay_v2.signatures import KEY, SANDBOX, Caller, Keys
from simulator.amazon_pay_v2.troubles import Troubles, Unanswered, Unreached

SIMULATION = "x-amz-pay-simulation-code"

_SIMULATED = {
    "create charge": charging.ON_CHARGE,
    "complete checkout session": consenting.ON_COMPLETE,
    "close charge permission": frozenset({"AmazonClosed"}),
}


@dataclass(frozen=True)
class Asked:
    """One call that arrived: what it was to do, and what it was answered; 0 stands for no answer."""

    operation: str
    key: str
    body: bytes
    status: int


@dataclass(frozen=True)
class _Work:
    """One call that may be carried out."""

    operation: str
    id: str
    environment: str
    told: dict[str, Any]
    simulated: str | None


@dataclass
class AmazonPayV2:
    """One merchant's account at the pretend service; `base` is where its pages for buyers are.

    `rates` are its limits of calls by environment and operation, None to let all calls through.
    """

    keys: Keys
    books: Books = field(default_factory=Books)
    troubles: Troubles = field(default_factory=Troubles)
    base: str = "https://payments.example"
    rates: Mapping[str, Mapping[str, Rate]] | None = None
    ticks: Callable[[], float] = time.monotonic
    calls: list[Asked] = field(default_factory=list)
    _lock: RLock = field(default_factory=RLock)
    _answers: dict[str, tuple[tuple[str, str, bytes], Reply]] = field(default_factory=dict)
    _tokens: dict[tuple[str, str], tuple[float, float]] = field(default_factory=dict)

    def answer(self, call: Call) -> Reply:
        """Answer one call, one after the other. Raises Unreached and Unanswered where that was ordered."""
        with self._lock:
            return self._answer(call)

    def decline(self, code: str, *, as_error: bool = True) -> None:
        """Decline the next charge: with an error, or with a charge that is declined. Raises ValueError."""
        if code not in charging.DECLINES:
            raise ValueError(f"a charge can be declined with {', '.join(charging.DECLINES)}")
        self.books.declines.append((code, as_error))

    def leave_pending(self) -> None:
        """Leave the next charge or capture pending."""
        self.books.pending += 1

    def approve(self, session_id: str) -> str:
        """Let the buyer approve a session; return where they are sent."""
        return consenting.approve(self.books.sessions[session_id])

    def refuse(self, session_id: str) -> str:
        """Let the buyer cancel a session; return where they are sent."""
        return consenting.refuse(self.books.sessions[session_id])

    def start_by_button(self, payload: str, *, key_id: str, algorithm: str, signature: str) -> str:
        """Open a session as the vendor's own button does; return the page. Raises Fault."""
        environment = self.keys.signed_button(key_id, algorithm=algorithm, payload=payload, signature=signature)
        told = Call("POST", "", {}, payload.encode()).json
        session = consenting.create_session(self.books, told, environment)
        session.told["_updated"] = True
        return self.page(session)

    def page(self, session: Session) -> str:
        """Where the buyer of a session is sent."""
        return f"{self.base}/checkout/{session.id}"

    def close_by_buyer(self, permission_id: str) -> None:
        """Let the buyer end a permission."""
        self.books.close(self.books.permissions[permission_id], "BuyerClosed")

    def hinder(self, permission_id: str, reason: str = "PaymentMethodExpired") -> None:
        """Make a permission not chargeable for a while."""
        self.books.hinder(self.books.permissions[permission_id], reason)

    def mend(self, permission_id: str) -> None:
        """Let the buyer mend the payment method."""
        permission = self.books.permissions[permission_id]
        permission.state, permission.reasons = "Chargeable", []
        self.books.changed_permission(permission)

    def decide(self, charge_id: str, *, paid: bool) -> None:
        """End a pending charge."""
        charging.decide(self.books, self.books.charges[charge_id], paid=paid)

    def finish_refund(self, refund_id: str, *, code: str | None = None) -> None:
        """End a refund that is under way: done, or declined with a code."""
        refund = self.books.refunds[refund_id]
        if code is None:
            self.books.give_back(refund)
        else:
            refund.state, refund.reason = "Declined", code

    def permit(
        self, *, kind: str = "PaymentMethodOnFile", currency: str = "USD", environment: str = SANDBOX
    ) -> str:
        """Write down a permission that a buyer gave some other time; return its id."""
        return self.books.open_permission(environment=environment, kind=kind, currency=currency, told={}).id

    def _answer(self, call: Call) -> Reply:
        operation = operation_of(call)
        trouble = self.troubles.take(operation)
        if trouble and not trouble.arrives:
            raise Unreached("ordered")
        told = self._answered(call, operation) if trouble is None or trouble.acts else None
        if trouble is not None:
            told = None if trouble.answer is None else trouble.answer(told or Reply(500, b""))
        self.calls.append(Asked(operation, call.headers.get(KEY, ""), call.body, told.status if told else 0))
        if told is None:
            raise Unanswered("ordered")
        return Reply(told.status, told.body, {"x-amz-pay-request-id": f"req-{len(self.calls)}", **told.headers})

    def _answered(self, call: Call, operation: str) -> Reply:
        try:
            caller = self.keys.caller(call, at=self.books.now())
            if not operation:
                raise Fault("ResourceNotFound", f"{call.method} {caller.path} is no call of the API")
            self._take_token(caller.environment, operation)
            return self._once(call, caller, operation)
        except Fault as fault:
            return refusal(fault)

    def _once(self, call: Call, caller: Caller, operation: str) -> Reply:
        """Carry a call out, or repeat the answer to the first that had its key."""
        key = call.headers.get(KEY) if call.method == "POST" else None
        same = (call.method, call.path, call.body)
        if key in self._answers:
            first, stored = self._answers[key]
            if first != same:
                raise Fault("DuplicateIdempotencyKey", "the key was used for another request")
            return stored
        try:
            told = self._done(call, caller, operation)
        except Fault as fault:
            told = refusal(fault)
        # A fault of the service is no answer, and a repeat shall have its chance.
        if key is not None and told.status < 500:
            self._answers[key] = (same, told)
        return told

    def _done(self, call: Call, caller: Caller, operation: str) -> Reply:
        simulated = call.headers.get(SIMULATION)
        known = _SIMULATED.get(operation, frozenset())
        if simulated is not None and (caller.environment != SANDBOX or simulated not in known):
            raise Fault("InvalidSandboxSimulationSpecified", f"{simulated} cannot be simulated here")
        found = placed(call.method, caller.path)
        told = {} if call.method == "GET" else call.json
        work = _Work(operation, found[1], caller.environment, told, simulated)
        noun = operation.partition(" ")[2]
        acts: dict[str, Callable[[_Work], Reply]] = {
            "checkout session": self._session,
            "charge permission": self._permission,
            "charge": self._charge,
            "refund": self._refund,
            "delivery tracker": self._tracker,
        }
        return acts[noun](work)

    def _session(self, work: _Work) -> Reply:
        if work.operation == "create checkout session":
            return self._told(201, consenting.create_session(self.books, work.told, work.environment))
        session = self.books.session(work.id, work.environment)
        if work.operation == "update checkout session":
            return self._told(200, consenting.update_session(session, work.told))
        if work.operation == "complete checkout session":
            pending = consenting.complete(self.books, session, work.told, work.simulated)
            return self._told(202 if pending else 200, session)
        return self._told(200, session)

    def _permission(self, work: _Work) -> Reply:
        permission = self.books.permission(work.id, work.environment)
        if work.operation == "update charge permission":
            consenting.update_permission(permission, work.told)
        elif work.operation == "close charge permission":
            consenting.close_permission(self.books, permission, work.told)
            permission.reasons = [work.simulated or "MerchantClosed"]
        return self._told(200, permission)

    def _charge(self, work: _Work) -> Reply:
        if work.operation == "create charge":
            made = charging.create_charge(self.books, work.told, work.environment, work.simulated)
            return self._told(201, made)
        charge = self.books.charge(work.id, work.environment)
        if work.operation == "capture charge":
            charging.capture(self.books, work.told, charge)
        elif work.operation == "cancel charge":
            charging.cancel(self.books, work.told, charge)
        return self._told(200, charge)

    def _refund(self, work: _Work) -> Reply:
        if work.operation == "create refund":
            return self._told(201, charging.create_refund(self.books, work.told, work.environment))
        return self._told(200, self.books.refund(work.id, work.environment))

    def _tracker(self, work: _Work) -> Reply:
        return reply(200, consenting.track(self.books, work.told, work.environment))

    def _told(self, status: int, kept: Session | Permission | Charge | Refund) -> Reply:
        now = self.books.now()
        if isinstance(kept, Session):
            page = self.page(kept) if consenting.is_ready(kept) else None
            return reply(status, session_shape(kept, page=page, at=now))
        if isinstance(kept, Permission):
            return reply(status, permission_shape(kept, left=self.books.left_this_month(kept), at=now))
        if isinstance(kept, Charge):
            return reply(status, charge_shape(kept, at=now))
        return reply(status, refund_shape(kept, at=now))

    def _take_token(self, environment: str, operation: str) -> None:
        if self.rates is None:
            return
        rate = self.rates[environment][operation]
        left, then = self._tokens.get((environment, operation), (float(rate.most), self.ticks()))
        now = self.ticks()
        left = min(rate.most, left + (now - then) * rate.restored)
        self._tokens[environment, operation] = (left - 1 if left >= 1 else left, now)
        if left < 1:
            raise Fault("TooManyRequests", "too many requests")
