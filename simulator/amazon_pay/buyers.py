"""The people who pay: their addresses, their wallet, and their agreements with sellers."""

import difflib
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from simulator.amazon_pay.addresses import ADDRESSES, changed, put_together

OPEN, SUSPENDED, CANCELED, CLOSED, DRAFT = "OPEN", "SUSPENDED", "CANCELED", "CLOSED", "DRAFT"
AGREEMENT_STATES = (OPEN, SUSPENDED, CANCELED, CLOSED, DRAFT)
_KEPT = (OPEN, SUSPENDED)


class UnknownState(Exception):  # noqa: N818 - reads as a plain fact
    """Raised for an agreement's state that is not in `AGREEMENT_STATES`; names those that are near."""


class NoAgreement(Exception):  # noqa: N818 - reads as a plain fact
    """Raised when an agreement is to be changed and the buyer has none, or not that one."""


@dataclass(frozen=True)
class Agreement:
    """A billing agreement: what a seller may charge without asking Amazon Pay's questions again."""

    id: str
    seller_id: str
    environment: str
    currency: str
    created: str
    region: str
    country: str
    """Where the seller is, as addresses name it."""

    language: str | None = None
    status: str = OPEN
    mended_at: datetime | None = None
    """When a suspended one opens again by itself, as a sandbox note asked; None: when the wallet is repaired."""


@dataclass
class Buyer:
    """One Amazon account. `address` replaces the address of the country, for delivery and for the bill.

    An empty `address` is that of a buyer who has told Amazon none.
    """

    user_id: str
    address: Mapping[str, str] | None = None
    agreements: dict[str, Agreement] = field(default_factory=dict)
    wallet_works: bool = True
    _changes: dict[str, str] = field(default_factory=dict)

    @property
    def buyer_id(self) -> str:
        """What the buyer id API tells: the same for the buyer always, and nothing else can be read from it."""
        return f"amzn1.account.{hashlib.sha256(f'buyer:{self.user_id}'.encode()).hexdigest()[:28].upper()}"

    def lives_at(self, country: str) -> dict[str, str]:
        """The preferred shipping address: of a buyer in this country, but for what was changed."""
        return put_together(ADDRESSES[country] if self.address is None else self.address, self._changes)

    def change_address(self, members: Mapping[str, str]) -> None:
        """Change these members (`addresses.MEMBERS`); an empty one is taken away. Raises UnknownMember."""
        self._changes |= changed(members)

    def forget_address(self) -> None:
        """The buyer has no address at all any more, until members are changed or `address` is set."""
        self.address, self._changes = {}, {}

    def restore_address(self) -> None:
        """The buyer lives where buyers of the country usually do."""
        self.address, self._changes = None, {}

    def agreement_with(self, seller_id: str, environment: str, currency: str) -> Agreement | None:
        """The agreement that Setup gives back instead of making another."""
        wanted = (seller_id, environment, currency)
        for agreement in self.agreements.values():
            held = (agreement.seller_id, agreement.environment, agreement.currency)
            if held == wanted and agreement.status in _KEPT:
                return agreement
        return None

    def keep(
        self, agreement: Agreement, *, status: str | None = None, mended_at: datetime | None = None
    ) -> Agreement:
        """Remember the agreement, in a new status if one is given."""
        kept = replace(agreement, status=status, mended_at=mended_at) if status else agreement
        self.agreements[kept.id] = kept
        return kept

    def set_agreement(self, state: str, *, agreement_id: str | None = None) -> Agreement:
        """Put an agreement into a state, by name: the newest one if no id is given.

        Raises UnknownState, and NoAgreement.
        """
        if state.upper() not in AGREEMENT_STATES:
            near = difflib.get_close_matches(state.upper(), AGREEMENT_STATES, n=1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(AGREEMENT_STATES)}"
            raise UnknownState(f"no agreement can be {state!r}; {hint}")
        chosen = agreement_id or next(reversed(self.agreements), None)
        if chosen is None:
            raise NoAgreement("the buyer has no agreement yet: a purchase makes one, with its Setup")
        if chosen not in self.agreements:
            raise NoAgreement(f"the buyer has no agreement {chosen!r}; there are {', '.join(self.agreements)}")
        return self.keep(self.agreements[chosen], status=state.upper())

    def break_wallet(self) -> None:
        """The payment method is of no use any more: the next Charge is declined, and suspends its agreement."""
        self.wallet_works = False

    def repair_wallet(self) -> None:
        """The buyer has mended the payment method: what was suspended is open again."""
        self.wallet_works = True
        self._open_again([each for each in self.agreements.values() if each.status == SUSPENDED])

    def let_time_mend(self, now: datetime) -> None:
        """Open again what was suspended until now."""
        self._open_again([each for each in self.agreements.values() if each.mended_at and each.mended_at <= now])

    def _open_again(self, suspended: list[Agreement]) -> None:
        for agreement in suspended:
            self.keep(agreement, status=OPEN)
