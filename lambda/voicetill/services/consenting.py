"""Consents in the browser: from our page to the payment company's, back, and on to whoever sent the customer.

Two ways lead here: linking (the client waits for its code) and an invitation (a customer who is linked already).
On both, what the company says of a consent is read there; nothing in the address of the way back is believed but
the name of the visit, and that only with the browser's secret.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from hmac import compare_digest

from voicetill.domain.charging import Consent, ConsentState
from voicetill.domain.details import Details
from voicetill.domain.errors import ConflictError
from voicetill.domain.grants import digest
from voicetill.domain.links import VISIT_LIFE, Invitation, Link, Visit, agreed, over, told, typed_code
from voicetill.domain.markets import Market
from voicetill.domain.oauth import Ask
from voicetill.services.consent_pages import ConsentPages
from voicetill.services.link_ports import LinkDesk, NewSecret
from voicetill.services.linking import Linking
from voicetill.services.ports import Clock, NewId

logger = logging.getLogger(__name__)

# Where the two ends of a visit's name are cut: enough to tell it, and not the whole.
_NAMED_BY = 32

# So many consents may be begun on one visit: nobody needs more, and a name holds no more.
_MOST_TRIES = 20

Back = Callable[[str], str]
"""Returns the address of the way back for the name of a visit."""

HashCode = Callable[[str], str]
"""Returns what is kept of a four-digit code."""


@dataclass(frozen=True, slots=True)
class SentOn:
    """The browser goes on to the payment company's page, or the client's; it keeps the `secret`, which is new."""

    address: str
    secret: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """The visit goes on here: the consent is open, refused or failed, or its company cannot be reached (None)."""

    visit: Visit
    state: ConsentState | None
    secret: str = ""


@dataclass(frozen=True, slots=True)
class Finished:
    """All is done, and there is nowhere to send the browser: the customer goes back to the voice."""

    locale: str


@dataclass(frozen=True, slots=True)
class Lost:
    """No such visit in this browser, or its time is over."""


Way = SentOn | Waiting | Finished | Lost


def name_of(visit: Visit) -> str:
    """Return what a visit is called in the address of its way back."""
    return visit.digest[:_NAMED_BY]


@dataclass(frozen=True, slots=True)
class Consenting:
    """Leads a customer through a consent.

    `return_url` makes the address of the way back out of a visit's name.
    """

    desk: LinkDesk
    linking: Linking
    pages: ConsentPages
    clock: Clock
    new_id: NewId
    new_secret: NewSecret
    hash_code: HashCode

    def payable_in(self, market: Market) -> bool:
        """Whether a payment company takes a customer's consent in a market."""
        return self.pages.company(market) is not None

    def link_without(self, ask: Ask, details: Details, *, locale: str) -> SentOn:
        """Link without a consent: one can be given later."""
        return SentOn(self.linking.hand_out(self._new_link(details, locale), ask))

    def begin(self, ask: Ask, details: Details, *, locale: str, market: Market, back: Back) -> Way:
        """Begin the consent of somebody who is linking."""
        secret = self.new_secret()
        visit = Visit(self.new_id(), digest(secret), self._new_link(details, locale), self._until(), ask=ask)
        return self._start(None, visit, market, back, secret)

    def invitation(self, typed: str) -> Invitation | None:
        """Return the invitation that somebody has come with, if it is still good."""
        code = typed_code(typed)
        found = self.desk.invitation(digest(code)) if code else None
        return found if found is not None and found.admits(at=self.clock()) else None

    def invited_link(self, invitation: Invitation) -> Link | None:
        """Return the link that an invitation leads to; None if that is over."""
        link = self.desk.by_id(invitation.link_id)
        return link if link is not None and link.closed_at is None else None

    def accept(self, invitation: Invitation, details: Details, *, locale: str) -> tuple[Visit, str] | None:
        """Use up an invitation and write down what was told; None if somebody else has used it just now.

        Returns the visit that begins by it, and the browser's secret.
        """
        link = self.invited_link(invitation)
        if link is None:
            return None
        code = self._hashed(details)
        now = self.clock()

        def changed(link: Link) -> Link:
            return told(replace(link, locale=locale), details, voice_code=code, at=now)

        secret = self.new_secret()
        visit = Visit(self.new_id(), digest(secret), changed(link), self._until())
        try:
            visit = self.desk.save_visit(None, visit, invited=(invitation, replace(invitation, used_at=now)))
            self._save(link.id, changed)
        except ConflictError:
            return None
        return visit, secret

    def go_on(self, visit: Visit, secret: str, *, market: Market, back: Back) -> Way:
        """Begin the consent of a visit that was begun by an invitation."""
        return self._start(visit, visit, market, back, secret)

    def keep(self, visit: Visit, **changes: str) -> Visit:
        """Note something on a visit that goes on; raises ConflictError."""
        return self.desk.save_visit(visit, replace(visit, **changes))  # type: ignore[arg-type]

    def finish(self, visit: Visit) -> Finished:
        """End a visit without a consent."""
        self.desk.save_visit(visit, over(visit, at=self.clock()))
        return Finished(visit.link.locale)

    def visit(self, secret: str) -> Visit | None:
        """Return the visit of a browser, if it may go on."""
        found = self.desk.visit(digest(secret)) if secret else None
        return found if found is not None and found.goes_on(at=self.clock()) else None

    def come_back(self, secret: str, name: str) -> Way:
        """Read what became of the consent, when the browser comes back from the company's page."""
        found = self.desk.visit(digest(secret)) if secret else None
        if found is None or not compare_digest(name_of(found).encode(), name.encode("utf-8", "replace")):
            return Lost()
        if found.done_at is not None:
            return Finished(found.link.locale)
        return self._read(found) if found.goes_on(at=self.clock()) else Lost()

    def again(self, visit: Visit, secret: str, *, market: Market, back: Back) -> Way:
        """Begin the consent once more; unless it was given after all."""
        if visit.consent_id:
            way = self._read(visit)
            if not isinstance(way, Waiting) or way.state is None:
                return way
        return self._start(visit, visit, market, back, secret) if visit.tries < _MOST_TRIES else Lost()

    def give_up(self, visit: Visit) -> Way:
        """Go on without a consent."""
        if visit.ask is None:
            return self.finish(visit)
        return self._handed_out(visit, visit.link, visit.ask)

    def _start(self, known: Visit | None, visit: Visit, market: Market, back: Back, secret: str) -> Way:
        visit = replace(visit, tries=visit.tries + 1)
        page = self.pages.open(visit, market, back(name_of(visit)))
        if page is None:
            return Waiting(self.desk.save_visit(known, visit), None, secret)
        self.desk.save_visit(known, replace(visit, provider=page.provider, consent_id=page.consent_id))
        return SentOn(page.url, secret)

    def _read(self, visit: Visit) -> Way:
        """Read the consent where it was given, and end the visit if it was."""
        consent = self.pages.read(visit)
        if consent is None:
            return Waiting(visit, None)
        if consent.state is not ConsentState.GIVEN or not consent.agreement_id:
            return Waiting(visit, ConsentState.OPEN if consent.state is ConsentState.GIVEN else consent.state)
        return self._given(visit, consent)

    def _given(self, visit: Visit, consent: Consent) -> Way:
        now = self.clock()
        if visit.ask is not None:
            link = agreed(visit.link, consent, provider=visit.provider, at=now)
            return self._handed_out(visit, link, visit.ask)
        saved = self._save(visit.link.id, lambda link: agreed(link, consent, provider=visit.provider, at=now))
        if saved is None:
            return Lost()
        logger.info("consent given", extra={"provider": visit.provider})
        try:
            return self.finish(visit)
        except ConflictError:
            return Finished(visit.link.locale)

    def _handed_out(self, visit: Visit, link: Link, ask: Ask) -> Way:
        try:
            return SentOn(self.linking.hand_out(link, ask, visit=visit))
        except ConflictError:
            # The same browser came twice at once: the other one has the code.
            return Finished(visit.link.locale)

    def _save(self, link_id: str, change: Callable[[Link], Link]) -> Link | None:
        """Change a stored link, once more if somebody was faster; None if it is over."""
        for last in (False, True):
            link = self.desk.by_id(link_id)
            if link is None or link.closed_at is not None:
                return None
            try:
                return self.desk.save(link, change(link))
            except ConflictError:
                if last:
                    raise
        return None

    def _new_link(self, details: Details, locale: str) -> Link:
        now = self.clock()
        link = Link(self.new_id(), locale, made_at=now, told_at=now)
        return told(link, details, voice_code=self._hashed(details), at=now)

    def _hashed(self, details: Details) -> str:
        return self.hash_code(details.voice_code) if details.voice_code else ""

    def _until(self) -> datetime:
        return self.clock() + VISIT_LIFE
