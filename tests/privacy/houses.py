"""A house in which one customer has all that can be stored, with memory in place of the cloud."""

from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from tests.builders import (
    AGREEMENT_ID,
    CUSTOMER_ID,
    NOW,
    a_cart,
    a_checkout,
    a_market,
    a_payment,
    an_address,
    an_agreement,
)
from tests.domain.subscriptions import a_begun
from tests.fakes.clock import FixedClock
from tests.fakes.journal import MemoryJournal
from tests.fakes.ledger import Drawer, MemoryLedger
from tests.fakes.links import MemoryLinks
from tests.fakes.mortal import Fuse, Mortal
from tests.fakes.server_payments import PretendPayments
from tests.fakes.shop import MarketList, Shelf
from voicetill.domain.agreements import ALEXA, AgreementKind
from voicetill.domain.checkout_record import Checkout, State
from voicetill.domain.erasure import Erasure, Scope, Why
from voicetill.domain.fulfilment import forgetting
from voicetill.domain.grants import Tokens as GrantTokens
from voicetill.domain.grants import begin, digest, exchange, token_of
from voicetill.domain.journal import Change, Entry
from voicetill.domain.links import Link
from voicetill.domain.oauth import Ask
from voicetill.domain.occurrences import Channel, Happening, Occurrence, happened, told
from voicetill.domain.orders import Order, place, shipped
from voicetill.domain.subscriptions import Subscription
from voicetill.services.adopting import Adopting
from voicetill.services.erasing import Erasing
from voicetill.services.ports import Shop
from voicetill.services.providers import Providers
from voicetill.services.revoking import Revoking
from voicetill.services.sweeping import Looked

PROVIDER = "pretend"
BEFORE, AFTER = NOW - timedelta(days=1), NOW + timedelta(minutes=5)
SECRET = "s" * 43
USER_ID = "amzn1.ask.account.MARKED"
EMAIL = "robin@mail.example"
VERIFIER = "v" * 64
CHALLENGE = urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


@dataclass
class House:
    """Everything that an erasure needs; `can_close` says whether the door that hears of it has a key."""

    provider: str = PROVIDER
    can_close: bool = True
    by_permission: bool = True
    ledger: MemoryLedger = field(default_factory=MemoryLedger)
    links: MemoryLinks = field(default_factory=MemoryLinks)
    company: PretendPayments = field(default_factory=lambda: PretendPayments(PROVIDER))
    clock: FixedClock = field(default_factory=lambda: FixedClock(AFTER))

    @property
    def journal(self) -> MemoryJournal:
        return self.ledger.journal

    @property
    def drawer(self) -> Drawer:
        return self.ledger.drawer(CUSTOMER_ID)

    def erasing(self, *, can_close: bool | None = None) -> Erasing:
        closes = Revoking(Providers({PROVIDER: lambda: self.company}))
        able = self.can_close if can_close is None else can_close
        return Erasing(
            self.ledger,
            self.journal,
            self.clock,
            self.links,
            closes if able else None,
            by_permission=self.by_permission,
        )

    def adopting(self) -> Adopting:
        shop = Shop(Shelf({}), MarketList(a_market()), self.ledger, self.clock)
        return Adopting(shop, self.links)

    def mortal(self, fuse: Fuse) -> Erasing:
        """The same, but dying at a call that leaves the process."""
        company: Any = Mortal(self.company, fuse)
        ledger: Any = Mortal(self.ledger, fuse)
        journal: Any = Mortal(self.journal, fuse)
        links: Any = Mortal(self.links, fuse)
        return Erasing(ledger, journal, self.clock, links, Revoking(Providers({PROVIDER: lambda: company})))

    def leaves(self, at: datetime | None = AFTER) -> Looked | None:
        return self.erasing().hear(CUSTOMER_ID, Scope.ALL, Why.SKILL_DISABLED, at=at)

    def withdraws(self, at: datetime | None = AFTER) -> Looked | None:
        return self.erasing().hear(CUSTOMER_ID, Scope.PAYMENTS, Why.PERMISSION_WITHDRAWN, at=at)

    def clock_strikes(self, after: timedelta = timedelta(days=1)) -> None:
        self.clock.pass_by(after)
        self.erasing(can_close=True).go_on_due()

    # What the customer has.

    def knows(self, **changes: Any) -> None:
        standing = self.ledger.standing(CUSTOMER_ID)
        theirs = {"agreement": self.agreement(), "cart": a_cart(), "notices_to": USER_ID, **changes}
        self.ledger.save(standing, replace(standing, customer=replace(standing.customer, **theirs)))
        if self.provider != ALEXA:
            self.company.agreement(AGREEMENT_ID)

    def agreement(self) -> Any:
        return an_agreement(provider=self.provider, kind=AgreementKind.MERCHANT_INITIATED)

    def checks_out(self, state: State, number: int = 0, **changes: Any) -> Checkout:
        """A checkout becomes the current one; an order is placed with one that is paid or reserved."""
        id_ = f"{number:026d}"
        checkout = a_checkout(state, id=id_, provider=self.provider, **changes)
        if checkout.payment is not None:
            checkout = replace(checkout, payment=a_payment(checkout))
        before = self.ledger.standing(CUSTOMER_ID)
        order = self.order_of(checkout) if checkout.is_placed else None
        self.ledger.save(before, replace(before, current=replace(checkout, version=0)), order=order)
        return checkout

    @staticmethod
    def order_of(checkout: Checkout) -> Order:
        assert checkout.payment is not None
        return place(checkout, checkout.payment, at=checkout.created_at)

    def keeps(self, *entries: Entry) -> tuple[Entry, ...]:
        return self.journal.write(*(Change(None, entry) for entry in entries))

    def subscribes(self, number: int = 50, **changes: object) -> Subscription:
        begun = a_begun(id=f"{number:026d}", provider=self.provider, **{"started_at": NOW, **changes})
        (kept,) = self.keeps(begun)
        assert isinstance(kept, Subscription)
        return kept

    def hears(self, what: Happening = Happening.ORDER_PLACED, **changes: object) -> Occurrence:
        news = happened(
            what, subject_id="subject", customer_id=CUSTOMER_ID, market_id="US", locale="en-US", at=NOW
        )
        (kept,) = self.keeps(replace(news, **{"email": EMAIL, "user_id": USER_ID, **changes}))  # type: ignore[arg-type]
        assert isinstance(kept, Occurrence)
        return kept

    def links_account(self, number: int = 90, **changes: object) -> str:
        """Link an account, and return its access token."""
        link = Link(
            f"{number:026d}",
            "en-US",
            made_at=NOW,
            told_at=NOW,
            name="Robin Example",
            email=EMAIL,
            address=an_address(),
            voice_code="scrypt$00$00",
            agreement=self.agreement(),
            customer_id=CUSTOMER_ID,
        )
        link = replace(link, **changes)  # type: ignore[arg-type]
        ask = Ask("https://pitangui.amazon.com/api/skill/link/M1", "state", CHALLENGE)
        code = token_of(link.id, SECRET)
        grant = begin(link.id, ask, code=code, at=NOW)
        saved = self.links.open(link, grant)
        tokens = GrantTokens(token_of(link.id, "a" * 43), token_of(link.id, "r" * 43))
        turn = exchange(grant, code, redirect_uri=ask.redirect_uri, verifier=VERIFIER, new=tokens, at=NOW)
        assert turn.granted
        self.links.save_grant(saved, replace(grant, version=1), turn.grant)
        return tokens.access

    def mails_leave(self) -> None:
        """The outbox does its work: whatever waits for a mail is told."""
        for each in list(self.drawer.occurrences.values()):
            if Channel.MAIL in each.waiting:
                self.journal.write(Change(each, told(each, Channel.MAIL)))

    # What is left.

    @property
    def found(self) -> list[str]:
        """Which marks of the person are still kept anywhere, once the mails have left."""
        self.mails_leave()
        written = self.written
        return [mark for mark in PERSON if mark in written]

    def subscription(self, number: int = 50) -> Subscription:
        return self.drawer.subscriptions[f"{number:026d}"]

    def order(self, number: int = 0) -> Order:
        return next(each for each in self.drawer.orders if each.id == f"{number:026d}")

    def ships(self, number: int = 0) -> None:
        """The parcel leaves; the order's own record forgets by itself, and the rest of it with the erasure."""
        order = self.order(number)
        self.journal.write(Change(order, forgetting(shipped(order, at=self.clock()))))

    @property
    def erasure(self) -> Erasure:
        return self.drawer.erasures[Scope.ALL.value]

    @property
    def tasks(self) -> list[Occurrence]:
        return [it for it in self.drawer.occurrences.values() if it.what is Happening.MERCHANT_TASK]

    @property
    def written(self) -> str:
        """All that is kept of anybody, as one text to look for somebody in."""
        return "\n".join(self._written())

    def _written(self) -> Iterator[str]:
        drawer = self.drawer
        if drawer.customer:
            yield f"{drawer.customer!r} {drawer.customer.notices_to}"
        for checkout in filter(None, (drawer.current, *drawer.past.values())):
            yield repr(checkout)
        yield from map(repr, drawer.orders)
        yield from map(repr, drawer.subscriptions.values())
        for each in drawer.occurrences.values():
            yield f"{each!r} {each.email} {each.user_id}"
        for link in self.links.kept.links.values():
            yield f"{link!r} {link.name} {link.email} {link.address!r} {link.voice_code}"
        yield from map(repr, self.links.kept.grants.values())


_CODE = digest(token_of(f"{90:026d}", SECRET))
PERSON = ("Robin", "Main Street", "Cupertino", "95014", "5550100100", EMAIL, USER_ID, "scrypt$", _CODE)
