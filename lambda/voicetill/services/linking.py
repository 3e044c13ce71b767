"""Account linking: hands out codes and tokens, takes them back, and invites customers to our pages."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from voicetill.domain import grants
from voicetill.domain.errors import ConflictError
from voicetill.domain.grants import Grant, Tokens, Turn, digest, link_named, token_of
from voicetill.domain.links import INVITATION_LIFE, Invitation, Link, Visit, invitation_code, over
from voicetill.domain.oauth import Ask, returning
from voicetill.services.link_ports import LinkDesk, Links, NewSecret
from voicetill.services.ports import Clock
from voicetill.services.repeating import again_on_conflict

logger = logging.getLogger(__name__)

# How often a turn is tried again that somebody else was faster in.
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Inviting:
    """Invites a linked customer to our pages; the voice does it, through a card or the phone."""

    links: Links
    clock: Clock
    new_secret: NewSecret

    def invite(self, link_id: str) -> str:
        """Return a code that leads one browser to the pages of a link, for half an hour; it is kept nowhere."""
        code = invitation_code(self.new_secret())
        self.links.invite(Invitation(digest(code), link_id, self.clock() + INVITATION_LIFE))
        return code


@dataclass(frozen=True, slots=True)
class Unlinking:
    """Ends the links of a customer who is gone, and erases what was told on them."""

    links: Links
    clock: Clock

    def forget(self, customer_id: str) -> None:
        """Close every link of a customer; doing it twice changes nothing.

        Their tokens are good no more. Raises StoreUnavailableError and ConflictError.
        """
        for link in self.links.of_customer(customer_id):
            again_on_conflict(lambda: self._close(link.id))  # noqa: B023 - called at once

    def _close(self, link_id: str) -> None:
        link = self.links.by_id(link_id)
        if link is not None and link.closed_at is None:
            self.links.forget(link, at=self.clock())


@dataclass(frozen=True, slots=True)
class Linking:
    """Hands out what a client needs to act for a link.

    `leeway` is how long a refresh token that was just exchanged still counts.
    """

    desk: LinkDesk
    clock: Clock
    new_secret: NewSecret
    leeway: timedelta = timedelta(0)

    def hand_out(self, link: Link, ask: Ask, *, visit: Visit | None = None) -> str:
        """Open a new link, and return the client's address with its code.

        With the visit that it was made on, which is over by that: ConflictError if it was over already.
        """
        now = self.clock()
        code = token_of(link.id, self.new_secret())
        grant = grants.begin(link.id, ask, code=code, at=now)
        done = over(visit, at=now) if visit else None
        self.desk.open(link, grant, visit=visit, done=done)
        logger.info("account linked", extra={"with_payment": link.agreement is not None})
        return returning(ask.redirect_uri, code=code, state=ask.state)

    def exchange(self, code: str, *, redirect_uri: str, verifier: str) -> Tokens | None:
        """Return the first tokens for a code; None if it is not good, and then no more is said."""
        return self._turn(
            code,
            lambda grant, new: grants.exchange(
                grant, code, redirect_uri=redirect_uri, verifier=verifier, new=new, at=self.clock()
            ),
        )

    def refresh(self, token: str) -> Tokens | None:
        """Return the next tokens for a refresh token; None if it is not good."""
        return self._turn(
            token,
            lambda grant, new: grants.refresh(grant, token, new=new, at=self.clock(), leeway=self.leeway),
        )

    def withdraw(self, token: str) -> None:
        """Take a token back; one that is none is no error (RFC 7009, 2.2)."""
        self._turn(token, lambda grant, _: Turn(grants.withdraw(grant, token, at=self.clock()), granted=False))

    def _turn(self, token: str, take: Callable[[Grant, Tokens], Turn]) -> Tokens | None:
        link_id = link_named(token)
        new = Tokens(token_of(link_id, self.new_secret()), token_of(link_id, self.new_secret()))
        for _ in range(_TRIES if link_id else 0):
            found = self.desk.granted(link_id)
            if found is None or found[0].closed_at is not None:
                return None
            link, before = found
            turn = take(before, new)
            try:
                self.desk.save_grant(link, before, turn.grant)
            except ConflictError:
                # Somebody was faster: with the same code, that makes this one a replay.
                continue
            _note(before, turn)
            return new if turn.granted else None
        return None


def _note(before: Grant, turn: Turn) -> None:
    if turn.grant.revoked_at is not None and before.revoked_at is None:
        logger.warning("tokens of a link revoked", extra={"link_id": before.link_id})
