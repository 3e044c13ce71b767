"""A payment company in memory: the promises of the `ServerPayments` port, with a ledger to count money in.

It keeps agreements and charges, knows every key again, and never takes money twice under one key. A test says what
comes next (`decline_next`, `lose_answer`, ...); what was really taken stands in `charges`, whatever was answered.
It may be called from several threads.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import RLock

from voicetill.domain.agreements import AgreementStatus
from voicetill.domain.charging import (
    Ability,
    AgreementTold,
    Authorized,
    CancelWish,
    CaptureWish,
    ChargeResult,
    ChargeWish,
    Consent,
    ConsentDead,
    ConsentPage,
    ConsentState,
    ConsentWish,
    DeclinedForGood,
    DeclinedForNow,
    FoundCharge,
    Operation,
    Paid,
    Pending,
    Prepared,
    Refunded,
    RefundPending,
    RefundRefused,
    RefundResult,
    RefundRules,
    RefundUnknown,
    RefundWish,
    Released,
    Unknown,
)
from voicetill.domain.errors import GatewayUnavailableError, NotPossibleError, PayloadRefusedError
from voicetill.domain.money import Currency, Money, zero
from voicetill.domain.payments import Capture, Payment, Refusal


@dataclass(frozen=True, slots=True)
class MadeCharge:
    """A charge as the company keeps it; `state` is its own word."""

    id: str
    reference: str
    agreement_id: str
    amount: Money
    state: str
    refusal: ChargeResult | None = None

    @property
    def taken(self) -> Money:
        return self.amount if self.state == "CAPTURED" else zero(self.amount.currency)


@dataclass(frozen=True, slots=True)
class MadeRefund:
    """A refund as the company keeps it."""

    id: str
    charge_id: str
    amount: Money
    state: str


class PretendPayments:
    """Fits `ServerPayments`. `calls` names every verb that was called, in order."""

    def __init__(
        self,
        name: str = "pretend",
        *,
        currencies: frozenset[Currency] = frozenset(Currency),
        abilities: frozenset[Ability] = frozenset(Ability),
        refund_rules: RefundRules | None = None,
    ) -> None:
        self.name = name
        self.abilities = abilities
        self.refund_rules = refund_rules or RefundRules()
        self.calls: list[str] = []
        self.charges: dict[str, MadeCharge] = {}
        self.refunds: dict[str, MadeRefund] = {}
        self.agreements: dict[str, AgreementTold] = {}
        self.consents: dict[str, Consent] = {}
        self.parcels: list[tuple[str, str, str]] = []
        self._currencies = currencies
        self._keys: dict[str, tuple[Prepared, str]] = {}
        self._next: deque[str] = deque()
        self._wrong: deque[Callable[[], None]] = deque()
        self._lost: deque[bool] = deque()
        self._numbers = 0
        self._one_at_a_time = RLock()

    # What a test says.

    def agreement(self, id_: str = "", *, remaining: Money | None = None) -> str:
        """Let a buyer agree; return the agreement's id."""
        id_ = id_ or self._new("agreement")
        self.agreements[id_] = AgreementTold(id_, AgreementStatus.OPEN, remaining)
        return id_

    def set_agreement(
        self, id_: str, status: AgreementStatus = AgreementStatus.OPEN, *, remaining: Money | None = None
    ) -> None:
        """Let an agreement stand so from now on."""
        self.agreements[id_] = AgreementTold(id_, status, remaining)

    def close_by_buyer(self, agreement_id: str) -> None:
        """Let the buyer end an agreement."""
        self.set_agreement(agreement_id, AgreementStatus.CANCELED)

    def decline_next(self, *, for_good: bool = False, times: int = 1) -> None:
        """Decline the next charges."""
        self._next.extend(["for_good" if for_good else "for_now"] * times)

    def leave_pending_next(self) -> None:
        """Answer the next charge with "not known yet"; `decide` ends it."""
        self._next.append("pending")

    def pass_next(self) -> None:
        """Let the next charge be paid, before what is said afterwards."""
        self._next.append("paid")

    def decide(self, charge_id: str, *, paid: bool) -> None:
        """End a pending charge."""
        made = self.charges[charge_id]
        refusal = None if paid else DeclinedForNow(Refusal.NOT_PROCESSED, charge_id)
        self.charges[charge_id] = replace(made, state="CAPTURED" if paid else "DECLINED", refusal=refusal)

    def lose_answer(self, *, after_acting: bool) -> None:
        """Let the next request that moves money get no answer: carried out all the same, or never."""
        self._lost.append(after_acting)

    def refuse_connection(self, *, times: int = 1, retry_after: float = 0) -> None:
        """Let the next requests of any kind never arrive."""

        def refuse() -> None:
            raise GatewayUnavailableError("not connected", retry_after=retry_after)

        self._wrong.extend([refuse] * times)

    def throttle_next(self, *, times: int = 1, retry_after: float = 1) -> None:
        """Answer the next requests of any kind with "too many"."""
        self.refuse_connection(times=times, retry_after=retry_after)

    def crash_next(self, error: BaseException, *, after: int = 0) -> None:
        """Let the caller die at a coming request (the next one after so many), before it is carried out."""

        def crash() -> None:
            raise error

        self.meanwhile(crash, after=after)

    def meanwhile(self, turn: Callable[[], object], *, after: int = 0) -> None:
        """Play somebody else's turn at a coming request of any kind (the next one after so many)."""

        def play() -> None:
            turn()

        self._wrong.extend([lambda: None] * after + [play])

    def approve(self, page: ConsentPage) -> None:
        """Let the buyer agree on the company's page."""
        consent = replace(self.consents[page.consent_id], state=ConsentState.GIVEN, agreement_id=self.agreement())
        self.consents[page.consent_id] = consent

    def refuse(self, page: ConsentPage) -> None:
        """Let the buyer cancel on the company's page."""
        self.consents[page.consent_id] = replace(self.consents[page.consent_id], state=ConsentState.REFUSED)

    def taken(self, reference: str = "") -> Money:
        """Return what was taken in all under a reference, or under any that begins so."""
        made = [it.taken for it in self.charges.values() if it.reference.startswith(reference)]
        return sum(made[1:], made[0]) if made else zero(Currency.USD)

    def paid(self, reference: str = "") -> list[str]:
        """Return the references under which money was taken, of those that begin so, in order."""
        found = [it for it in self.charges.values() if it.reference.startswith(reference)]
        return [it.reference for it in found if it.state == "CAPTURED"]

    def given_back(self, charge_id: str) -> Money:
        """Return what was refunded of a charge in all, or is on its way."""
        made = self.charges[charge_id]
        back = (it.amount for it in self.refunds.values() if it.charge_id == charge_id and it.state != "REFUSED")
        return sum(back, zero(made.amount.currency))

    # The port.

    def serves(self, currency: Currency) -> bool:
        return currency in self._currencies

    def start_consent(self, wish: ConsentWish, *, within: float) -> ConsentPage:
        with self._called("start_consent", Ability.CONSENT):
            page = ConsentPage(self._new("consent"), f"https://pay.example/{wish.reference}")
            self.consents[page.consent_id] = Consent(page.consent_id, ConsentState.OPEN)
            return page

    def read_consent(self, consent_id: str, *, within: float) -> Consent:
        with self._called("read_consent", Ability.CONSENT):
            return self.consents[consent_id]

    def start_payment(self, wish: ChargeWish, consent: ConsentWish, *, within: float) -> ConsentPage:
        with self._called("start_payment", Ability.ONE_TIME):
            made = MadeCharge(self._new("charge"), wish.reference, "", wish.amount, "PENDING")
            self.charges[made.id] = made
            return ConsentPage(made.id, f"https://pay.example/{wish.reference}")

    def read_agreement(self, agreement_id: str, *, within: float) -> AgreementTold:
        with self._called("read_agreement", Ability.CHARGE):
            dead = AgreementTold(agreement_id, AgreementStatus.CLOSED)
            return self.agreements.get(agreement_id, dead)

    def prepare_charge(self, wish: ChargeWish) -> Prepared:
        if wish.amount.minor <= 0:
            raise PayloadRefusedError(["amount: must be more than nothing"])
        body = f"{wish.agreement_id} {wish.amount} {wish.capture.value} {wish.occasion.value}"
        return self._prepared(Operation.CHARGE, wish.reference, wish.agreement_id, body, wish.amount)

    def prepare_capture(self, wish: CaptureWish) -> Prepared:
        self._demand(Ability.CAPTURE_LATER)
        return self._prepared(
            Operation.CAPTURE, wish.reference, wish.charge_id, f"take {wish.amount}", wish.amount
        )

    def prepare_refund(self, wish: RefundWish) -> Prepared:
        self._demand(Ability.REFUND)
        return self._prepared(Operation.REFUND, wish.reference, wish.charge_id, f"back {wish.amount}", wish.amount)

    def prepare_cancel(self, wish: CancelWish) -> Prepared:
        self._demand(Ability.CANCEL)
        return self._prepared(Operation.CANCEL, wish.reference, wish.charge_id, wish.reason, None)

    def charge(self, prepared: Prepared, *, within: float) -> ChargeResult:
        with self._called("charge", Ability.CHARGE):
            acts = not self._lost or self._lost[0]
            result = self._once(prepared) if acts else Unknown()
            if self._lost:
                self._lost.popleft()
                return Unknown()
            return result

    def settle(self, prepared: Prepared, *, charge_id: str, within: float) -> ChargeResult:
        """Tell the first answer as it stands now; carry out what never arrived.

        A payment that was begun on a page is known by its id alone, and is never carried out.
        """
        with self._called("settle", Ability.CHARGE):
            made = self.charges.get(charge_id)
            return _told(made) if made is not None and not prepared.body else self._once(prepared)

    def find_charge(self, charge_id: str, *, within: float) -> FoundCharge | None:
        with self._called("find_charge", Ability.CHARGE):
            made = self.charges.get(charge_id)
            return FoundCharge(made.reference, _told(made)) if made else None

    def refund(self, prepared: Prepared, *, within: float) -> RefundResult:
        with self._called("refund", Ability.REFUND):
            acts = not self._lost or self._lost[0]
            result = self._refunded(prepared) if acts else RefundUnknown()
            if self._lost:
                self._lost.popleft()
                return RefundUnknown()
            return result

    def settle_refund(self, prepared: Prepared, *, refund_id: str, within: float) -> RefundResult:
        with self._called("settle_refund", Ability.REFUND):
            return self._refunded(prepared)

    def close(self, agreement_id: str, *, reason: str, within: float) -> None:
        with self._called("close", Ability.CLOSE):
            self.agreements[agreement_id] = AgreementTold(agreement_id, AgreementStatus.CLOSED)

    def track(self, agreement_id: str, *, carrier: str, number: str, within: float) -> bool:
        with self._called("track", Ability.TRACK):
            self.parcels.append((agreement_id, carrier, number))
            return True

    # How it works.

    def _called(self, verb: str, ability: Ability) -> RLock:
        """Note the call, let go wrong what is to go wrong, and return the lock to work under."""
        self._demand(ability)
        with self._one_at_a_time:
            self.calls.append(verb)
            if self._wrong:
                self._wrong.popleft()()
        return self._one_at_a_time

    def _demand(self, ability: Ability) -> None:
        if ability not in self.abilities:
            raise NotPossibleError(f"{self.name} cannot do {ability.value}")

    def _prepared(
        self, operation: Operation, reference: str, subject: str, body: str, amount: Money | None
    ) -> Prepared:
        return Prepared(operation, reference, subject, key=f"key-{reference}", body=body, amount=amount)

    def _once(self, prepared: Prepared) -> ChargeResult:
        """Carry it out, or tell how it stands that was carried out under this key."""
        known = self._keys.get(prepared.key)
        if known is None:
            id_ = self._acted(prepared)
            self._keys[prepared.key] = (prepared, id_)
        elif known[0] == prepared:
            id_ = known[1]
        else:
            # The same key with another request: refused, and what became of the first is not told.
            return Unknown()
        return _told(self.charges[id_], prepared)

    def _acted(self, prepared: Prepared) -> str:
        if prepared.operation is Operation.CHARGE:
            return self._charged(prepared)
        made = self.charges[prepared.subject_id]
        if made.state == "AUTHORIZED":
            ends = "CAPTURED" if prepared.operation is Operation.CAPTURE else "RELEASED"
            self.charges[made.id] = replace(made, state=ends, amount=prepared.amount or made.amount)
        return made.id

    def _charged(self, prepared: Prepared) -> str:
        assert prepared.amount is not None
        id_ = self._new("charge")
        refusal = self._refusal(prepared, prepared.amount, id_)
        state = "DECLINED" if refusal else self._state(prepared)
        made = MadeCharge(id_, prepared.reference, prepared.subject_id, prepared.amount, state, refusal)
        self.charges[id_] = made
        told = self.agreements.get(prepared.subject_id)
        if told is not None and told.remaining is not None and refusal is None:
            self.agreements[told.agreement_id] = replace(told, remaining=told.remaining - made.amount)
        return id_

    def _refusal(self, prepared: Prepared, amount: Money, id_: str) -> ChargeResult | None:
        told = self.agreements.get(prepared.subject_id)
        if told is None or told.status in (AgreementStatus.CANCELED, AgreementStatus.CLOSED):
            return ConsentDead(told.status if told else AgreementStatus.CLOSED, id_)
        if told.status is not AgreementStatus.OPEN:
            return DeclinedForGood(Refusal.PAYMENT_METHOD_SUSPENDED, id_)
        if told.remaining is not None and not told.remaining.covers(amount):
            return DeclinedForNow(Refusal.LIMIT_REACHED, id_)
        if self._next and self._next[0] in ("for_now", "for_good"):
            wanted = self._next.popleft()
            return (
                DeclinedForNow(Refusal.NOT_PROCESSED, id_)
                if wanted == "for_now"
                else DeclinedForGood(Refusal.PAYMENT_METHOD, id_)
            )
        return None

    def _state(self, prepared: Prepared) -> str:
        if self._next and self._next.popleft() == "pending":
            return "PENDING"
        return "AUTHORIZED" if Capture.ON_SHIPPING.value in prepared.body.split() else "CAPTURED"

    def _refunded(self, prepared: Prepared) -> RefundResult:
        known = self._keys.get(prepared.key)
        if known is None:
            assert prepared.amount is not None
            made = self.charges[prepared.subject_id]
            if not made.taken.covers(self.given_back(made.id) + prepared.amount):
                return RefundRefused("more than was taken")
            pending = bool(self._next) and self._next.popleft() == "pending"
            refund = MadeRefund(self._new("refund"), made.id, prepared.amount, "PENDING" if pending else "DONE")
            self.refunds[refund.id] = refund
            self._keys[prepared.key] = known = (prepared, refund.id)
        if known[0] != prepared:
            return RefundUnknown()
        return self._refund_told(self.refunds[known[1]])

    def finish_refund(self, refund_id: str, *, done: bool) -> None:
        """End a refund that is under way."""
        self.refunds[refund_id] = replace(self.refunds[refund_id], state="DONE" if done else "REFUSED")

    def _refund_told(self, refund: MadeRefund) -> RefundResult:
        match refund.state:
            case "DONE":
                return Refunded(refund.id, refund.amount)
            case "PENDING":
                return RefundPending(refund.id)
        return RefundRefused("refused", refund_id=refund.id)

    def _new(self, what: str) -> str:
        self._numbers += 1
        return f"{what}-{self._numbers}"


def _told(made: MadeCharge, prepared: Prepared | None = None) -> ChargeResult:
    """Say how a charge stands; to whoever captured it, under the name of the capture."""
    capture = (f"{made.id}-c",) if made.state == "CAPTURED" else ()
    reference = prepared.reference if prepared is not None else made.reference
    payment = Payment(reference, made.amount, f"{made.id}-o", made.id, capture)
    match made.state:
        case "CAPTURED":
            return Paid(payment)
        case "AUTHORIZED":
            return Authorized(payment)
        case "PENDING":
            return Pending(made.id)
        case "RELEASED":
            return Released(made.id)
    assert made.refusal is not None
    return made.refusal
