"""Links in memory: the promises of the services' `Links` and `LinkDesk` ports, without a cloud.

That it keeps the same promises as the real ones is proved by `tests/contracts/test_link_desks.py`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from voicetill.domain.errors import ConflictError, StoreUnavailableError
from voicetill.domain.grants import Grant, link_named, revoke
from voicetill.domain.links import Invitation, Link, Visit, closed
from voicetill.domain.payments import Environment


@dataclass(slots=True)
class LinkDrawer:
    """What is kept of one merchant in one environment."""

    links: dict[str, Link] = field(default_factory=dict)
    grants: dict[str, Grant] = field(default_factory=dict)
    pointers: dict[tuple[str, str], str] = field(default_factory=dict)
    visits: dict[str, Visit] = field(default_factory=dict)
    invitations: dict[str, Invitation] = field(default_factory=dict)
    notices: set[tuple[str, str]] = field(default_factory=set)


LinkDrawers = dict[tuple[Environment, str], LinkDrawer]


class MemoryLinks:
    """Can be told to be down, or to let somebody else in between."""

    def __init__(
        self,
        drawers: LinkDrawers | None = None,
        *,
        seller_id: str = "A1EXAMPLE",
        environment: Environment = Environment.SANDBOX,
    ) -> None:
        self.is_down = False
        self.kept = ({} if drawers is None else drawers).setdefault((environment, seller_id), LinkDrawer())
        self._meanwhile: Callable[[], object] | None = None

    def meanwhile(self, turn: Callable[[], object]) -> None:
        """Let somebody else write just before the next write."""
        self._meanwhile = turn

    # As a voice turn and a webhook need it.

    def by_access_token(self, token: str, *, at: datetime) -> Link | None:
        """Return the link of an access token; see the port."""
        found = self.granted(link_named(token))
        if found is None or found[0].closed_at is not None or not found[1].admits(token, at=at):
            return None
        return found[0]

    def by_id(self, link_id: str) -> Link | None:
        """Return a link; see the port."""
        self._asked()
        return self.kept.links.get(link_id)

    def customer_of(self, provider: str, agreement_id: str) -> str:
        """Return the customer of an agreement; see the port."""
        self._asked()
        return self.kept.pointers.get((provider, agreement_id), "")

    def of_customer(self, customer_id: str) -> Sequence[Link]:
        """Return a customer's links; see the port."""
        self._asked()
        theirs = [link for link in self.kept.links.values() if link.customer_id == customer_id]
        return sorted(theirs, key=lambda link: link.made_at)

    def save(self, before: Link, after: Link) -> Link:
        """Write a link; see the port."""
        if after == before:
            return before
        self._writing()
        _same(self.kept.links.get(before.id), before)
        return self._keep_link(replace(after, version=before.version + 1))

    def forget(self, link: Link, *, at: datetime) -> None:
        """Close a link for good; see the port."""
        if link.closed_at is not None:
            return
        self._writing()
        _same(self.kept.links.get(link.id), link)
        self.kept.links[link.id] = replace(closed(link, at=at), version=link.version + 1)
        if link.agreement is not None:
            self.kept.pointers[link.agreement.provider, link.agreement.id] = ""
        grant = self.kept.grants.get(link.id)
        if grant is not None:
            self.kept.grants[link.id] = replace(revoke(grant, at=at), code="", version=grant.version + 1)

    def invite(self, invitation: Invitation) -> None:
        """Write a new invitation; see the port."""
        self._writing()
        if invitation.digest in self.kept.invitations:
            raise ConflictError
        self.kept.invitations[invitation.digest] = replace(invitation, version=1)

    # As our pages need it.

    def granted(self, link_id: str) -> tuple[Link, Grant] | None:
        """Return a link with its grant; see the port."""
        self._asked()
        grant = self.kept.grants.get(link_id)
        return (self.kept.links[link_id], grant) if grant else None

    def open(self, link: Link, grant: Grant, *, visit: Visit | None = None, done: Visit | None = None) -> Link:
        """Write a new link with its grant; see the port."""
        self._writing()
        if link.id in self.kept.links:
            raise ConflictError
        if visit is not None and done is not None:
            _same(self.kept.visits.get(visit.digest), visit)
            self.kept.visits[visit.digest] = replace(done, version=visit.version + 1)
        self.kept.grants[link.id] = replace(grant, version=1)
        return self._keep_link(replace(link, version=1, forget_at=grant.forget_at))

    def save_grant(self, link: Link, before: Grant, after: Grant) -> Grant:
        """Write what is granted; see the port."""
        if after == before:
            return before
        self._writing()
        _same(self.kept.grants.get(link.id), before)
        saved = replace(after, version=before.version + 1)
        if saved.forget_at != link.forget_at:
            _same(self.kept.links.get(link.id), link)
            self.kept.links[link.id] = replace(link, forget_at=saved.forget_at, version=link.version + 1)
        self.kept.grants[link.id] = saved
        return saved

    def invitation(self, digest: str) -> Invitation | None:
        """Return an invitation; see the port."""
        self._asked()
        return self.kept.invitations.get(digest)

    def visit(self, digest: str) -> Visit | None:
        """Return a visit; see the port."""
        self._asked()
        return self.kept.visits.get(digest)

    def save_visit(
        self, before: Visit | None, after: Visit, *, invited: tuple[Invitation, Invitation] | None = None
    ) -> Visit:
        """Write a visit; see the port."""
        self._writing()
        _same(self.kept.visits.get(after.digest), before)
        if invited is not None:
            found, used = invited
            _same(self.kept.invitations.get(found.digest), found)
            self.kept.invitations[found.digest] = replace(used, version=found.version + 1)
        saved = replace(after, version=(before.version if before else 0) + 1)
        self.kept.visits[after.digest] = saved
        return saved

    def heard(self, provider: str, notice_id: str) -> bool:
        """Return whether a notification was dealt with; see the port."""
        self._asked()
        return (provider, notice_id) in self.kept.notices

    def remember_heard(self, provider: str, notice_id: str, *, until: datetime) -> None:
        """Remember a notification; see the port."""
        self._asked()
        self.kept.notices.add((provider, notice_id))

    def _keep_link(self, link: Link) -> Link:
        self.kept.links[link.id] = link
        if link.agreement is not None:
            self.kept.pointers[link.agreement.provider, link.agreement.id] = link.customer_id
        return link

    def _asked(self) -> None:
        if self.is_down:
            raise StoreUnavailableError

    def _writing(self) -> None:
        if self._meanwhile is not None:
            turn, self._meanwhile = self._meanwhile, None
            turn()
        self._asked()


def _same(kept: Link | Grant | Visit | Invitation | None, read: Link | Grant | Visit | Invitation | None) -> None:
    if (kept.version if kept else 0) != (read.version if read else 0):
        raise ConflictError
