"""Who speaks, and what they named: what every turn brings along from the voice."""

from dataclasses import dataclass, field
from datetime import datetime

from voicetill.domain.payments import Access


@dataclass(frozen=True, slots=True)
class Visitor:
    """A customer in one turn.

    `customer_id` is a hash of the voice platform's user id. `may_pay` says that the permission to pay is
    granted at this moment. `access` is what we may ask about them with; None if the turn brought nothing.
    `access_token` is of the account that they linked with ours, blank if none is linked. `asked_at` is when the
    voice platform sent this turn's request, None if it did not say. `mail_access` is what we may ask about their
    e-mail address with; None unless they allow that. `next_id` is the id that their next checkout shall have, so
    that what was said before it is seen to belong to it; blank for any. `just_came` says that these are the first
    words of a conversation.
    """

    customer_id: str
    locale: str
    may_pay: bool
    access: Access | None = field(default=None, repr=False)
    access_token: str = field(default="", repr=False)
    asked_at: datetime | None = None
    mail_access: Access | None = field(default=None, repr=False)
    next_id: str = ""
    just_came: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """A product as it was named: the words heard and the product ids they resolve to; blank if unsaid."""

    heard: str = ""
    ids: tuple[str, ...] = ()

    @property
    def is_blank(self) -> bool:
        """Whether no product was named at all."""
        return not self.heard and not self.ids


@dataclass(frozen=True, slots=True)
class NamedOrder:
    """An order as it was named: by digits of its number, by a product in it, or not at all.

    `number` is what Alexa made of the digits ("?" where it understood none), None if none were said.
    """

    number: str | None = None
    product: Named = field(default_factory=Named)

    @property
    def digits(self) -> str:
        """The digits that were understood; what was said but not understood fits no order."""
        if self.number is None or not self.number.strip():
            return ""
        return "".join(c for c in self.number if c in "0123456789") or "?"

    @property
    def is_unclear(self) -> bool:
        """Whether something was said for the number that holds no digits: "the last one", or a mumble."""
        return self.digits == "?" and self.product.is_blank

    @property
    def product_ids(self) -> tuple[str, ...]:
        """The products that were meant; one that we do not know is in no order."""
        return self.product.ids or (("?",) if self.product.heard else ())

    @property
    def is_blank(self) -> bool:
        """Whether no order was named."""
        return not self.digits and self.product.is_blank


@dataclass(frozen=True, slots=True)
class Question:
    """The total that was read out last: of which checkout, in which version."""

    checkout_id: str
    version: int
