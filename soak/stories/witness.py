"""Who paid what: read in the companies' own books, and in the wallets of customers. Our records are not asked."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from simulator.amazon_pay.ledger import Charged
from simulator.stage.amazon_pay_company import AmazonPayCompany
from simulator.stage.companies import Company, Flow, Moved
from simulator.stage.ppro_company import PproCompany
from simulator.stage.rehearsal import Rehearsal

CHECKOUT, RENEWAL = 28, 31
"""How long the reference is of a charge that a customer asked for, and of one that the clock did."""


@dataclass(frozen=True)
class Paid:
    """Money of a customer's that was taken (`is_taken`) or is reserved."""

    user: str
    reference: str
    amount: Decimal
    currency: str
    charge_id: str
    is_taken: bool
    returned: Decimal = Decimal()

    @property
    def is_renewal(self) -> bool:
        """Whether no customer asked for it."""
        return len(self.reference) == RENEWAL

    @property
    def order(self) -> str:
        """The reference without the number of the attempt: no two charges may share it."""
        return self.reference[:-2]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency} as {self.reference}"


@dataclass
class Witness:
    """Watches one room. `asked` tells when a renewal's reference was sent to a company for the first time."""

    room: Rehearsal
    asked: dict[str, datetime] = field(default_factory=dict)
    _owners: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.room.back_office is not None:
            self.room.back_office.doors.route.watchers.append(self._hears)

    def consented(self) -> None:
        """What is agreed to at a company since the last look, the customer who speaks has agreed to."""
        for company in self._companies:
            for agreement_id in agreements_at(company):
                self._owners.setdefault(agreement_id, self.room.speaker.customer.name)

    def paid(self) -> list[Paid]:
        """Return all money that was taken or is reserved."""
        if self.room.back_office is None:
            ledger, owner = self.room.amazon_pay.ledger, self._owner_of_alexa
            return [
                *(_over_alexa(entry, owner(entry.agreement_id), is_taken=True) for entry in ledger.charges),
                *(_over_alexa(entry, owner(entry.agreement_id), is_taken=False) for entry in ledger.reservations),
            ]
        return [paid for company in self._companies for paid in self._at(company)]

    def charged(self) -> set[str]:
        """Return the checkouts and periods of which a company has any charge, whatever came of it."""
        return {reference[:-2] for company in self._companies for reference in references_at(company)}

    def reserved(self) -> set[str]:
        """Return the checkouts and periods for which a company has, or once had, money put aside."""
        moved = (move for company in self._companies for move in company.moved)
        return {move.reference[:-2] for move in moved if move.flow is Flow.RESERVED}

    @property
    def _companies(self) -> list[Company]:
        return [] if self.room.back_office is None else [*self.room.back_office.companies]

    def _at(self, company: Company) -> list[Paid]:
        moved = company.moved
        gone: dict[str, Decimal] = {}
        for move in moved:
            if move.flow is Flow.RETURNED:
                gone[move.charge_id] = gone.get(move.charge_id, Decimal()) + move.amount
        settled = {move.charge_id for move in moved if move.flow in (Flow.TAKEN, Flow.RELEASED)}
        kept = [
            move
            for move in moved
            if move.flow is Flow.TAKEN or (move.flow is Flow.RESERVED and move.charge_id not in settled)
        ]
        return [self._of(company, move, gone.get(move.charge_id, Decimal())) for move in kept]

    def _of(self, company: Company, move: Moved, returned: Decimal) -> Paid:
        owner = self._owners.get(agreement_of(company, move.charge_id), "")
        taken = move.flow is Flow.TAKEN
        return Paid(owner, move.reference, move.amount, move.currency, move.charge_id, taken, returned)

    def _owner_of_alexa(self, agreement_id: str) -> str:
        buyers = self.room.amazon_pay.buyers
        persons = {customer.amazon_id: customer.name for customer in self.room.customers.values()}
        found = (user for user, buyer in buyers.items() if agreement_id in buyer.agreements)
        return next((persons.get(user, user) for user in found), "")

    def _hears(self, method: str, url: str, body: bytes) -> None:
        """Keep when a renewal was asked for: such a reference stands in no other call before."""
        text = body.decode(errors="replace")
        for reference in _references(text):
            self.asked.setdefault(reference, self.room.clock())


def agreements_at(company: Company) -> list[str]:
    """The ids of all agreements there."""
    if isinstance(company, PproCompany):
        return [*company.double.agreements]
    if isinstance(company, AmazonPayCompany):
        return [*company.double.books.permissions]
    raise TypeError(f"nobody knows where {company.name} keeps its agreements")


def references_at(company: Company) -> list[str]:
    """Our names of all charges there."""
    if isinstance(company, PproCompany):
        return [charge.reference for charge in company.double.charges.values()]
    if isinstance(company, AmazonPayCompany):
        return [charge.reference for charge in company.double.books.charges.values()]
    raise TypeError(f"nobody knows where {company.name} keeps its charges")


def agreement_of(company: Company, charge_id: str) -> str:
    """The agreement that was charged; blank for a payment without one."""
    if isinstance(company, PproCompany):
        return company.double.charges[charge_id].agreement_id
    if isinstance(company, AmazonPayCompany):
        return company.double.books.charges[charge_id].permission_id
    raise TypeError(f"nobody knows where {company.name} keeps its charges")


def _over_alexa(entry: Charged, owner: str, *, is_taken: bool) -> Paid:
    return Paid(owner, entry.reference, entry.amount, entry.currency, entry.reference, is_taken)


def _references(text: str) -> list[str]:
    found = []
    for part in text.split('"'):
        if len(part) == RENEWAL and part.isalnum() and part[-5:].isdigit():
            found.append(part)
    return found
