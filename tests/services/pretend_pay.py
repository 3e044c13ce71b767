"""A tiny Amazon Pay for stories: it takes money, and its answers wait until somebody delivers them.

What is asked is decided at once and for good, by the reference: the same one never takes money twice, and an
agreement that was refused stays refused. Its answers may then be delivered late, twice, in any order, or never.
"""

from dataclasses import dataclass, field, replace
from enum import Enum

from tests.builders import NOW, an_address, an_agreement
from voicetill.domain.addresses import Address
from voicetill.domain.agreements import Agreement
from voicetill.domain.checkout_events import (
    AgreementOpened,
    AgreementRefused,
    ChargeCompleted,
    ChargePending,
    ChargeRefused,
    ChargeUnknown,
    Event,
    SetupRefused,
)
from voicetill.domain.money import Currency, Money, from_decimal_string
from voicetill.domain.payments import Payment, Refusal
from voicetill.services.outcomes import HandedOff

STRANGE_ORDER = "P01-0000000-0000000"


class Luck(Enum):
    """How a request ends."""

    GOOD = "good"
    REFUSED = "refused"
    DECLINED = "declined, and the answer names the attempt"
    AGREEMENT_DEAD = "the agreement is dead"
    PENDING_THEN_PAID = "pending, then paid"
    PENDING_THEN_DECLINED = "pending, then declined"
    LOST_BUT_PAID = "nobody can tell, yet it was paid"
    LOST = "nobody can tell, and it was not paid"
    STRANGE = "it looks paid, but with another amount"


@dataclass(frozen=True, slots=True)
class Letter:
    """An answer on its way; delivered again, it is the same letter. Those about a charge know its `reference`."""

    id: str
    customer_id: str
    token: str
    event: Event
    reference: str = ""

    @property
    def decides(self) -> bool:
        """Whether it says for certain how a charge ended."""
        return self.is_proof or isinstance(self.event, ChargeRefused | AgreementRefused)

    @property
    def is_proof(self) -> bool:
        """Whether it proves that the money asked for was taken."""
        return isinstance(self.event, ChargeCompleted) and self.event.payment.provider_order_id != STRANGE_ORDER


@dataclass
class PretendPay:
    """The other side of every hand-off."""

    address: Address = field(default_factory=an_address)
    letters: list[Letter] = field(default_factory=list)
    taken: dict[str, Money] = field(default_factory=dict)
    _agreements: dict[str, str] = field(default_factory=dict)
    _dead: set[str] = field(default_factory=set)
    _seen: set[str] = field(default_factory=set)

    def carry(self, customer_id: str, handed: HandedOff, luck: Luck) -> None:
        """Take a directive in; whatever it leads to is written as letters."""
        if handed.handoff.name == "Setup":
            delivery = handed.handoff.payload["delivery"] is True
            events: tuple[Event, ...] = (self._set_up(customer_id, delivery=delivery, luck=luck),)
        else:
            events = self._charge(handed, luck)
        reference = str(handed.handoff.payload.get("reference", ""))
        for event in events:
            self.letters.append(Letter(f"letter {len(self.letters)}", customer_id, handed.token, event, reference))

    def _set_up(self, customer_id: str, *, delivery: bool, luck: Luck) -> Event:
        if luck is Luck.REFUSED:
            return SetupRefused(NOW, Refusal.TRY_LATER)
        return AgreementOpened(NOW, self._agreement(customer_id, self.address if delivery else None))

    def _agreement(self, customer_id: str, address: Address | None) -> Agreement:
        """Return the open agreement that the buyer has, or a new one (Setup gives back what is open)."""
        known = self._agreements.get(customer_id)
        if known is None or known in self._dead:
            known = f"C01-{len(self._agreements) + len(self._dead):07d}"
            self._agreements[customer_id] = known
        return an_agreement(id=known, address=address)

    def _charge(self, handed: HandedOff, luck: Luck) -> tuple[Event, ...]:
        reference = str(handed.handoff.payload["reference"])
        agreement = str(handed.handoff.payload["agreement"])
        if luck is Luck.AGREEMENT_DEAD and reference not in self._seen:
            self._dead.add(agreement)
        if agreement in self._dead and reference not in self._seen:
            return (AgreementRefused(NOW),)
        if reference in self._seen:
            return (ChargeUnknown(NOW),)  # DuplicateRequest: it does not say how the first one ended
        self._seen.add(reference)
        return self._decide(handed, reference, luck)

    def _decide(self, handed: HandedOff, reference: str, luck: Luck) -> tuple[Event, ...]:
        refused = ChargeRefused(NOW, Refusal.REJECTED)
        declined = replace(refused, reference=reference)
        match luck:
            case Luck.REFUSED:
                return (refused,)
            case Luck.DECLINED:
                return (declined,)
            case Luck.PENDING_THEN_DECLINED:
                return (ChargePending(NOW), declined)
            case Luck.LOST:
                return (ChargeUnknown(NOW),)
            case Luck.STRANGE:
                return (_strange(handed, reference),)
        proof = self._take(handed, reference)
        before: dict[Luck, tuple[Event, ...]] = {
            Luck.PENDING_THEN_PAID: (ChargePending(NOW),),
            Luck.LOST_BUT_PAID: (ChargeUnknown(NOW),),
        }
        return (*before.get(luck, ()), proof)

    def _take(self, handed: HandedOff, reference: str) -> ChargeCompleted:
        self.taken[reference] = _asked(handed)
        return ChargeCompleted(NOW, Payment(reference, _asked(handed), f"P01-{reference}", f"P01-{reference}-A"))


def _strange(handed: HandedOff, reference: str) -> ChargeCompleted:
    more = _asked(handed) + Money(1, _asked(handed).currency)
    return ChargeCompleted(NOW, Payment(reference, more, STRANGE_ORDER, f"{STRANGE_ORDER}-A"))


def _asked(handed: HandedOff) -> Money:
    payload = handed.handoff.payload
    amount = from_decimal_string(payload["amount"], Currency(str(payload["currency"])))
    assert amount is not None
    return amount
