"""What account linking and the pages need of a memory, said as protocols.

Every verb raises StoreUnavailableError; every one that writes holds only if nobody has written since `before` was
read (else ConflictError), and returns what was written with its new version.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from voicetill.domain.grants import Grant
from voicetill.domain.links import Invitation, Link, Visit

NewSecret = Callable[[], str]
"""Returns 43 characters of base64url: 256 random bits."""


class Links(Protocol):
    """The memory of links, as a voice turn and a webhook need it."""

    def by_access_token(self, token: str, *, at: datetime) -> Link | None:
        """Return the link of an access token that is good now, in one read; None for any other token."""

    def by_id(self, link_id: str) -> Link | None:
        """Return a link by its id."""

    def customer_of(self, provider: str, agreement_id: str) -> str:
        """Return the customer whose link brought an agreement; blank if none has claimed it, or none is known."""

    def of_customer(self, customer_id: str) -> Sequence[Link]:
        """Return the links that a customer has claimed, oldest first, closed ones too as long as they are kept."""

    def save(self, before: Link, after: Link) -> Link:
        """Write a link that is there already, and the way to it from its agreement."""

    def forget(self, link: Link, *, at: datetime) -> None:
        """Close a link for good: what was told on it goes at once, and no token of it is good any more.

        The rest of it, and the ways that lead to it, go by themselves after a day. A link that is closed already
        changes nothing.
        """

    def invite(self, invitation: Invitation) -> None:
        """Write a new invitation."""


class LinkDesk(Links, Protocol):
    """The same, as our pages need it."""

    def granted(self, link_id: str) -> tuple[Link, Grant] | None:
        """Return a link with what was granted on it, in one read."""

    def open(self, link: Link, grant: Grant, *, visit: Visit | None = None, done: Visit | None = None) -> Link:
        """Write a new link with its grant, all of it or nothing, and with it the end of the visit that made it."""

    def save_grant(self, link: Link, before: Grant, after: Grant) -> Grant:
        """Write what is granted on a link; the link lasts as long as that."""

    def invitation(self, digest: str) -> Invitation | None:
        """Return an invitation."""

    def visit(self, digest: str) -> Visit | None:
        """Return a visit by the digest of the browser's secret."""

    def save_visit(
        self, before: Visit | None, after: Visit, *, invited: tuple[Invitation, Invitation] | None = None
    ) -> Visit:
        """Write a visit, and with it the invitation that is used up by it: as it was read, and as it is then."""

    def heard(self, provider: str, notice_id: str) -> bool:
        """Return whether a notification was dealt with."""

    def remember_heard(self, provider: str, notice_id: str, *, until: datetime) -> None:
        """Remember that a notification was dealt with; twice is no conflict."""
