"""Links: what a customer told and allowed on our pages, tied to their Alexa account by a token.

A link is made on the authorise page, before anybody knows which Alexa customer it will belong to. The first voice
turn that brings its token claims it for that customer, and adopts its agreement; whatever is told on the pages
later (another address, a consent given again) is adopted by the next turn in the same way: `told_at` has moved.
"""

import unicodedata
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256

from voicetill.domain.addresses import Address
from voicetill.domain.agreements import Agreement, AgreementKind, AgreementStatus
from voicetill.domain.charging import Consent
from voicetill.domain.details import Details
from voicetill.domain.oauth import Ask

# How long a link to a page of ours may be used, typed off a card or sent to the phone.
INVITATION_LIFE = timedelta(minutes=30)

# How long a customer may take on our pages and the payment company's, from beginning to end.
VISIT_LIFE = timedelta(hours=1)


# How long a link that is over is still known by name.
_CLOSED_LIFE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Link:
    """One linked account.

    `name`, `email` and `address` are what the customer wrote, blank where they wrote nothing. `voice_code` is the
    hash of their four digits as `voice_codes` writes it, blank if they chose none. `customer_id` is blank until a
    voice turn has claimed the link. `told_at` is when something was last told on the pages. `forget_at` is when
    the record may be erased: of a link whose code nobody fetched, or whose tokens were revoked.
    """

    id: str
    locale: str
    made_at: datetime
    told_at: datetime
    name: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    address: Address | None = field(default=None, repr=False)
    voice_code: str = field(default="", repr=False)
    agreement: Agreement | None = None
    customer_id: str = ""
    closed_at: datetime | None = None
    forget_at: datetime | None = None
    version: int = 0

    @property
    def open_agreement(self) -> Agreement | None:
        """The agreement, if it may be charged."""
        return self.agreement if self.agreement and self.agreement.is_open else None

    def is_open_to(self, customer_id: str) -> bool:
        """Whether it is nobody's yet, or this customer's."""
        return self.customer_id in ("", customer_id)


def agreed(link: Link, consent: Consent, *, provider: str, at: datetime) -> Link:
    """Return a link whose customer has just given a consent at a payment company.

    Where goods go is what the customer wrote here; else what the company tells.
    """
    agreement = Agreement(
        id=consent.agreement_id,
        status=AgreementStatus.OPEN,
        read_at=at,
        kind=AgreementKind.MERCHANT_INITIATED,
        address=link.address or consent.address,
        billing_address=consent.billing_address,
        provider=provider,
    )
    return replace(link, agreement=agreement, email=link.email or consent.email, told_at=at)


def told(link: Link, details: Details, *, voice_code: str, at: datetime) -> Link:
    """Return a link on which something was told; what was left blank takes nothing away.

    `voice_code` is the hash of a new one. An address moves with it where goods go.
    """
    agreement = link.agreement
    if agreement is not None and details.address is not None:
        agreement = replace(agreement, address=details.address, read_at=at)
    return replace(
        link,
        name=details.name or link.name,
        email=details.email or link.email,
        address=details.address or link.address,
        voice_code=voice_code or link.voice_code,
        agreement=agreement,
        told_at=at,
    )


def claimed(link: Link, customer_id: str) -> Link:
    """Return a link as a customer's; one that is another's already stays theirs."""
    return link if link.customer_id else replace(link, customer_id=customer_id)


def closed(link: Link, *, at: datetime) -> Link:
    """Return a link that is over, without anything that was told on it; soon it is forgotten as a whole."""
    return replace(
        link,
        name="",
        email="",
        address=None,
        voice_code="",
        agreement=None,
        closed_at=at,
        told_at=at,
        forget_at=at + _CLOSED_LIFE,
    )


# What people can read off a card and type: no sign that looks like another one. Twelve of these are 58 bits, which
# nobody guesses within half an hour.
_SIGNS = "abcdefghjkmnpqrstvwxyz23456789"
_LENGTH = 12


def invitation_code(secret: str) -> str:
    """Return the code of an invitation, made of 256 random bits: twelve small letters and digits."""
    number = int.from_bytes(sha256(secret.encode()).digest(), "big")
    signs = []
    for _ in range(_LENGTH):
        number, place = divmod(number, len(_SIGNS))
        signs.append(_SIGNS[place])
    return "".join(signs)


def typed_code(text: str) -> str:
    """Return the code in what somebody typed, whatever they put in between; blank if there is none."""
    plain = unicodedata.normalize("NFKC", text).lower()
    code = "".join(sign for sign in plain if not sign.isspace() and sign not in "-‐–_.")
    return code if len(code) == _LENGTH and all(sign in _SIGNS for sign in code) else ""


@dataclass(frozen=True, slots=True)
class Invitation:
    """A way to our pages for a customer who is linked already: a short code, good once and for a short time.

    `digest` is of the code. `used_at` is when somebody went through; opening the page alone is no use, for
    whatever looks at links before people do would use them up.
    """

    digest: str
    link_id: str
    until: datetime
    used_at: datetime | None = None
    version: int = 0

    def admits(self, *, at: datetime) -> bool:
        """Whether somebody may still come in with it."""
        return self.used_at is None and at < self.until


@dataclass(frozen=True, slots=True)
class Visit:
    """One browser's way through our pages and the payment company's, and back.

    `digest` is of the secret that the browser keeps. On the way of linking, `ask` is the client's request and
    `link` the link that is made of it in the end; on a later way, `ask` is None and `link` is the stored one, with
    what was told on this way. `tries` counts the consents that were begun. `checkout_id` is an offer to pay once,
    and `reference` the payment of it. `done_at` is when the way ended.
    """

    id: str
    digest: str
    link: Link
    until: datetime
    ask: Ask | None = None
    provider: str = ""
    consent_id: str = ""
    tries: int = 0
    checkout_id: str = ""
    reference: str = ""
    done_at: datetime | None = None
    version: int = 0

    @property
    def consent_name(self) -> str:
        """What we call the consent at the company: another name for another try."""
        return f"{self.id}{self.tries:02d}"

    def goes_on(self, *, at: datetime) -> bool:
        """Whether the browser may still go on."""
        return self.done_at is None and at < self.until


def over(visit: Visit, *, at: datetime) -> Visit:
    """Return a visit that is over, without what was told on it: the link has that, or nobody has."""
    link = visit.link
    return replace(visit, done_at=at, link=Link(link.id, link.locale, made_at=link.made_at, told_at=link.told_at))
