"""Account linking in the one table; partitions of its own.

LINK#<id>                   LINK and GRANT: what was told, and which tokens are good
AGREEMENT#<provider>#<id>   the way from an agreement to the link and the customer that brought it
LINKED#<customer>           <link id>: the way from a customer to the links that they have claimed
VISIT#<digest>              one browser's way through our pages; goes by itself
INVITATION#<digest>         a code to our pages; goes by itself
NOTICE#<provider>#<digest>  a notification that was dealt with; goes by itself
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from voicetill.domain.grants import Grant, digest, link_named, revoke
from voicetill.domain.links import Invitation, Link, Visit, closed
from voicetill.domain.payments import Environment
from voicetill.stores import link_records
from voicetill.stores.table import ABSENT, Expected, Put, Table

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_LINK, _GRANT, _AGREEMENT, _LINKED, _VISIT, _INVITATION, _NOTICE = (
    "LINK",
    "GRANT",
    "AGREEMENT",
    "LINKED",
    "VISIT",
    "INVITATION",
    "NOTICE",
)


# DynamoDB gives so many items in one call; nobody has linked a shop so often.
_MOST_LINKS = 100


class DynamoLinks:
    """Links in DynamoDB; fits the services' `Links` and `LinkDesk` ports."""

    def __init__(
        self, client: "DynamoDBClient", *, table_name: str, seller_id: str, environment: Environment
    ) -> None:
        self._table = Table(client, table_name)
        self._shop = f"{environment.value}#{seller_id}"

    # As a voice turn and a webhook need it.

    def by_access_token(self, token: str, *, at: datetime) -> Link | None:
        """Return the link of an access token; see the port."""
        link_id = link_named(token)
        found = self.granted(link_id) if link_id else None
        if found is None:
            return None
        link, grant = found
        return link if link.closed_at is None and grant.admits(token, at=at) else None

    def by_id(self, link_id: str) -> Link | None:
        """Return a link; see the port."""
        found = self._table.at(self._pk(_LINK, link_id), [_LINK])
        return link_records.to_link(found[0]) if found else None

    def customer_of(self, provider: str, agreement_id: str) -> str:
        """Return the customer of an agreement; see the port."""
        found = self._table.at(self._pk(_AGREEMENT, f"{provider}#{digest(agreement_id)}"), [_LINK])
        return str(found[0].get("customer_id", "")) if found else ""

    def email_of(self, customer_id: str, *, provider: str, agreement_id: str) -> str:
        """Return where a customer can be written to; fits the services' `KnownContacts`.

        Only what was told on the link that brought the agreement, and only if this customer has claimed it.
        """
        found = self._table.at(self._pk(_AGREEMENT, f"{provider}#{digest(agreement_id)}"), [_LINK])
        link = self.by_id(str(found[0]["id"])) if found else None
        is_theirs = link is not None and link.closed_at is None and link.customer_id == customer_id
        return link.email if link is not None and is_theirs else ""

    def of_customer(self, customer_id: str) -> Sequence[Link]:
        """Return a customer's links; see the port."""
        pointers = self._table.beginning_with(self._pk(_LINKED, customer_id), "")
        keys = [(self._pk(_LINK, pointer["id"]), _LINK) for pointer in pointers[-_MOST_LINKS:]]
        return sorted(map(link_records.to_link, self._table.many(keys)), key=lambda link: link.made_at)

    def save(self, before: Link, after: Link) -> Link:
        """Write a link; see the port."""
        if after == before:
            return before
        saved = replace(after, version=before.version + 1)
        self._table.write(
            self._shop, [self._put_link(saved, before.version), *self._pointer(saved), *self._owner(before, saved)]
        )
        return saved

    def forget(self, link: Link, *, at: datetime) -> None:
        """Close a link for good; see the port."""
        if link.closed_at is not None:
            return
        over = replace(closed(link, at=at), version=link.version + 1)
        puts = [self._put_link(over, link.version), *self._forgotten_ways(link, over)]
        found = self.granted(link.id)
        if found is not None:
            grant = found[1]
            # Not even a digest stays of what opened it; the address that codes went to is the client's own.
            gone = replace(revoke(grant, at=at), code="", version=grant.version + 1)
            puts.append(self._put_grant(gone, grant.version))
        self._table.write(self._shop, puts)

    def invite(self, invitation: Invitation) -> None:
        """Write a new invitation; see the port."""
        self._table.write(self._shop, [self._put_invitation(replace(invitation, version=1), 0)])

    # As our pages need it.

    def granted(self, link_id: str) -> tuple[Link, Grant] | None:
        """Return a link with its grant; see the port."""
        records = {it["sk"]: it for it in self._table.at(self._pk(_LINK, link_id), [_LINK, _GRANT])}
        if len(records) < len((_LINK, _GRANT)):
            return None
        return link_records.to_link(records[_LINK]), link_records.to_grant(records[_GRANT])

    def open(self, link: Link, grant: Grant, *, visit: Visit | None = None, done: Visit | None = None) -> Link:
        """Write a new link with its grant; see the port."""
        saved, first = replace(link, version=1, forget_at=grant.forget_at), replace(grant, version=1)
        puts = [self._put_link(saved, 0), self._put_grant(first, 0), *self._pointer(saved)]
        if visit is not None and done is not None:
            puts.append(self._put_visit(replace(done, version=visit.version + 1), visit.version))
        self._table.write(self._shop, puts)
        return saved

    def save_grant(self, link: Link, before: Grant, after: Grant) -> Grant:
        """Write what is granted; see the port."""
        if after == before:
            return before
        saved = replace(after, version=before.version + 1)
        puts = [self._put_grant(saved, before.version)]
        if saved.forget_at != link.forget_at:
            kept = replace(link, forget_at=saved.forget_at, version=link.version + 1)
            puts.append(self._put_link(kept, link.version))
        self._table.write(self._shop, puts)
        return saved

    def invitation(self, digest: str) -> Invitation | None:
        """Return an invitation; see the port."""
        found = self._table.at(self._pk(_INVITATION, digest), [_INVITATION])
        return link_records.to_invitation(found[0]) if found else None

    def visit(self, digest: str) -> Visit | None:
        """Return a visit; see the port."""
        found = self._table.at(self._pk(_VISIT, digest), [_VISIT])
        return link_records.to_visit(found[0]) if found else None

    def save_visit(
        self, before: Visit | None, after: Visit, *, invited: tuple[Invitation, Invitation] | None = None
    ) -> Visit:
        """Write a visit; see the port."""
        known = before.version if before else 0
        saved = replace(after, version=known + 1)
        puts = [self._put_visit(saved, known)]
        if invited is not None:
            found, used = invited
            puts.append(self._put_invitation(replace(used, version=found.version + 1), found.version))
        self._table.write(self._shop, puts)
        return saved

    def heard(self, provider: str, notice_id: str) -> bool:
        """Return whether a notification was dealt with; see the port."""
        return bool(self._table.at(self._notice(provider, notice_id), [_NOTICE]))

    def remember_heard(self, provider: str, notice_id: str, *, until: datetime) -> None:
        """Remember a notification; see the port."""
        record = {"id": digest(notice_id), "version": 1, "expires_at": int(until.timestamp())}
        self._table.write(self._notice(provider, notice_id), [Put(_NOTICE, record, None)])

    def _put_link(self, link: Link, known: int) -> Put:
        record = link_records.from_link(link)
        return Put(_LINK, record, _expected(link.id, known), pk=self._pk(_LINK, link.id))

    def _put_grant(self, grant: Grant, known: int) -> Put:
        record = link_records.from_grant(grant)
        return Put(_GRANT, record, _expected(grant.link_id, known), pk=self._pk(_LINK, grant.link_id))

    def _put_visit(self, visit: Visit, known: int) -> Put:
        record = link_records.from_visit(visit)
        return Put(_VISIT, record, _expected(visit.id, known), pk=self._pk(_VISIT, visit.digest))

    def _put_invitation(self, invitation: Invitation, known: int) -> Put:
        record = link_records.from_invitation(invitation)
        expected = _expected(invitation.digest, known)
        return Put(_INVITATION, record, expected, pk=self._pk(_INVITATION, invitation.digest))

    def _pointer(self, link: Link) -> list[Put]:
        """The way from the agreement: of whoever brought it last, and it never goes by itself."""
        if link.agreement is None:
            return []
        record = {"id": link.id, "version": link.version, "customer_id": link.customer_id}
        name = f"{link.agreement.provider}#{digest(link.agreement.id)}"
        return [Put(_LINK, record, None, pk=self._pk(_AGREEMENT, name))]

    def _forgotten_ways(self, link: Link, over: Link) -> list[Put]:
        """Let the ways to a link that is over go by themselves with it; one that leads to another link stays."""
        soon = int(over.forget_at.timestamp()) if over.forget_at else None
        puts = []
        if link.customer_id:
            record = {"id": link.id, "version": 1, "expires_at": soon}
            puts.append(Put(link.id, record, None, pk=self._pk(_LINKED, link.customer_id)))
        if link.agreement is not None:
            pk = self._pk(_AGREEMENT, f"{link.agreement.provider}#{digest(link.agreement.id)}")
            found = self._table.at(pk, [_LINK])
            if found and found[0]["id"] == link.id:
                record = {"id": link.id, "version": over.version, "customer_id": "", "expires_at": soon}
                puts.append(Put(_LINK, record, None, pk=pk))
        return puts

    def _owner(self, before: Link, link: Link) -> list[Put]:
        """The way from the customer, written once."""
        if not link.customer_id or link.customer_id == before.customer_id:
            return []
        record = {"id": link.id, "version": 1}
        return [Put(link.id, record, None, pk=self._pk(_LINKED, link.customer_id))]

    def _notice(self, provider: str, notice_id: str) -> str:
        return self._pk(_NOTICE, f"{provider}#{digest(notice_id)}")

    def _pk(self, kind: str, name: str) -> str:
        return f"{self._shop}#{kind}#{name}"


def _expected(id_: str, version: int) -> Expected:
    return Expected(id_, version) if version else ABSENT
