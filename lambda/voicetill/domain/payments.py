"""The words in which every payment company is spoken to, and in which each answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from voicetill.domain.money import Money


class Environment(StrEnum):
    """Whether money is real."""

    LIVE = "LIVE"
    SANDBOX = "SANDBOX"


class Capture(StrEnum):
    """When an authorised amount is taken: at once, or when the goods are shipped."""

    NOW = "now"
    ON_SHIPPING = "on_shipping"


class Card(StrEnum):
    """Which card helps a customer on after a refusal; each but Alexa's own has a text in every locale."""

    CONSENT = "consent"
    VOICE_PURCHASING = "voice_purchasing"
    PAYMENT_METHOD = "payment_method"
    ADDRESS = "address"
    AGREEMENT = "agreement"
    LIMIT = "limit"
    RENEWAL = "renewal"
    LINK = "link"
    CONSENT_PAGE = "consent_page"
    ADDRESS_PAGE = "address_page"
    NONE = "none"

    @property
    def is_text(self) -> bool:
        """Whether it is a card of words."""
        return self not in (Card.CONSENT, Card.LINK, Card.NONE)


class Refusal(StrEnum):
    """Why a payment did not come about, in words of ours; each has a sentence for the customer."""

    CONSENT_MISSING = "consent_missing"
    VOICE_PURCHASING_OFF = "voice_purchasing_off"
    ADDRESS_MISSING = "address_missing"
    ADDRESS_INVALID = "address_invalid"
    NOT_DELIVERED_THERE = "not_delivered_there"
    AGREEMENT_NOT_OPEN = "agreement_not_open"
    PAYMENT_METHOD = "payment_method"
    PAYMENT_METHOD_SUSPENDED = "payment_method_suspended"
    REJECTED = "rejected"
    NOT_PROCESSED = "not_processed"
    LIMIT_REACHED = "limit_reached"
    DEVICE_UNSUPPORTED = "device_unsupported"
    ACCOUNT_CLOSED = "account_closed"
    MERCHANT_UNAVAILABLE = "merchant_unavailable"
    TRY_LATER = "try_later"
    ITEMS_GONE = "items_gone"
    CANNOT_RENEW = "cannot_renew"
    LINK_MISSING = "link_missing"
    CONSENT_UNGIVEN = "consent_ungiven"
    NOT_PAYABLE_HERE = "not_payable_here"
    ADDRESS_UNTOLD = "address_untold"
    SHOP_CLOSED = "shop_closed"

    @property
    def card(self) -> Card:
        """The card that says what the customer can do about it."""
        return _CARDS.get(self, Card.NONE)


_CARDS: Mapping[Refusal, Card] = {
    Refusal.CONSENT_MISSING: Card.CONSENT,
    Refusal.VOICE_PURCHASING_OFF: Card.VOICE_PURCHASING,
    Refusal.ADDRESS_MISSING: Card.ADDRESS,
    Refusal.ADDRESS_INVALID: Card.ADDRESS,
    Refusal.NOT_DELIVERED_THERE: Card.ADDRESS,
    Refusal.AGREEMENT_NOT_OPEN: Card.AGREEMENT,
    Refusal.PAYMENT_METHOD: Card.PAYMENT_METHOD,
    Refusal.PAYMENT_METHOD_SUSPENDED: Card.PAYMENT_METHOD,
    Refusal.REJECTED: Card.PAYMENT_METHOD,
    Refusal.LIMIT_REACHED: Card.LIMIT,
    Refusal.CANNOT_RENEW: Card.RENEWAL,
    Refusal.LINK_MISSING: Card.LINK,
    Refusal.CONSENT_UNGIVEN: Card.CONSENT_PAGE,
    Refusal.ADDRESS_UNTOLD: Card.ADDRESS_PAGE,
}


@dataclass(frozen=True, slots=True)
class Access:
    """What lets us ask about a customer while they speak: where their voice platform is, and a key of an hour.

    Both are opaque here; the key opens personal data, and never appears where the value is printed.
    """

    endpoint: str
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that was taken or reserved, with the provider's names for it.

    `reference` is ours, derived from checkout and attempt; the other ids are the provider's.
    """

    reference: str
    amount: Money
    provider_order_id: str
    provider_charge_id: str
    capture_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Handoff:
    """A request that the voice must carry to the payment company, as a directive."""

    name: str
    payload: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for a hand-off, unread: nothing in it is trusted yet.

    `id` names this very answer: one that is delivered twice has the same.
    """

    name: str
    status_code: object
    status_message: object
    payload: object
    id: str = ""
