"""The records of account linking: links, grants, visits, invitations. Digests of tokens, never tokens."""

from voicetill.domain.grants import Access, Grant
from voicetill.domain.links import Invitation, Link, Visit
from voicetill.domain.oauth import Ask
from voicetill.stores.customers import from_agreement, to_agreement
from voicetill.stores.fields import Record, from_address, moment, to_address, without_blanks


def from_link(link: Link) -> Record:
    """Write a link."""
    return without_blanks(
        {
            "id": link.id,
            "version": link.version,
            "locale": link.locale,
            "made_at": link.made_at.isoformat(),
            "told_at": link.told_at.isoformat(),
            "name": link.name or None,
            "email": link.email or None,
            "address": from_address(link.address),
            "voice_code": link.voice_code or None,
            "agreement": from_agreement(link.agreement),
            "customer_id": link.customer_id or None,
            "closed_at": link.closed_at.isoformat() if link.closed_at else None,
            "forget_at": link.forget_at.isoformat() if link.forget_at else None,
            "expires_at": int(link.forget_at.timestamp()) if link.forget_at else None,
        }
    )


def to_link(record: Record) -> Link:
    """Read a link."""
    return Link(
        id=record["id"],
        locale=record["locale"],
        made_at=moment(record["made_at"]),
        told_at=moment(record["told_at"]),
        name=record.get("name", ""),
        email=record.get("email", ""),
        address=to_address(record.get("address")),
        voice_code=record.get("voice_code", ""),
        agreement=to_agreement(record.get("agreement")),
        customer_id=record.get("customer_id", ""),
        closed_at=moment(record["closed_at"]) if "closed_at" in record else None,
        forget_at=moment(record["forget_at"]) if "forget_at" in record else None,
        version=int(record["version"]),
    )


def from_grant(grant: Grant) -> Record:
    """Write what was granted."""
    return without_blanks(
        {
            "id": grant.link_id,
            "version": grant.version,
            "code": grant.code,
            "code_until": grant.code_until.isoformat(),
            "redirect_uri": grant.redirect_uri,
            "challenge": grant.challenge,
            "exchanged_at": grant.exchanged_at.isoformat() if grant.exchanged_at else None,
            "access": [{"digest": it.digest, "until": it.until.isoformat()} for it in grant.access],
            "refresh": grant.refresh,
            "previous": grant.previous,
            "rotated_at": grant.rotated_at.isoformat() if grant.rotated_at else None,
            "revoked_at": grant.revoked_at.isoformat() if grant.revoked_at else None,
            "expires_at": int(grant.forget_at.timestamp()) if grant.forget_at else None,
        }
    )


def to_grant(record: Record) -> Grant:
    """Read what was granted."""
    return Grant(
        link_id=record["id"],
        code=record["code"],
        code_until=moment(record["code_until"]),
        redirect_uri=record["redirect_uri"],
        challenge=record["challenge"],
        exchanged_at=moment(record["exchanged_at"]) if "exchanged_at" in record else None,
        access=tuple(Access(it["digest"], moment(it["until"])) for it in record["access"]),
        refresh=record["refresh"],
        previous=record["previous"],
        rotated_at=moment(record["rotated_at"]) if "rotated_at" in record else None,
        revoked_at=moment(record["revoked_at"]) if "revoked_at" in record else None,
        version=int(record["version"]),
    )


def from_visit(visit: Visit) -> Record:
    """Write a visit; it goes by itself when its time is over."""
    ask = visit.ask
    return without_blanks(
        {
            "id": visit.id,
            "version": visit.version,
            "digest": visit.digest,
            "link": from_link(visit.link),
            "until": visit.until.isoformat(),
            "ask": [ask.redirect_uri, ask.state, ask.challenge] if ask else None,
            "provider": visit.provider,
            "consent_id": visit.consent_id,
            "tries": visit.tries,
            "checkout_id": visit.checkout_id,
            "reference": visit.reference,
            "done_at": visit.done_at.isoformat() if visit.done_at else None,
            "expires_at": int(visit.until.timestamp()),
        }
    )


def to_visit(record: Record) -> Visit:
    """Read a visit."""
    return Visit(
        id=record["id"],
        digest=record["digest"],
        link=to_link(record["link"]),
        until=moment(record["until"]),
        ask=Ask(*record["ask"]) if "ask" in record else None,
        provider=record["provider"],
        consent_id=record["consent_id"],
        tries=int(record["tries"]),
        checkout_id=record.get("checkout_id", ""),
        reference=record.get("reference", ""),
        done_at=moment(record["done_at"]) if "done_at" in record else None,
        version=int(record["version"]),
    )


def from_invitation(invitation: Invitation) -> Record:
    """Write an invitation; it goes by itself a while after its time is over."""
    return without_blanks(
        {
            "id": invitation.digest,
            "version": invitation.version,
            "link_id": invitation.link_id,
            "until": invitation.until.isoformat(),
            "used_at": invitation.used_at.isoformat() if invitation.used_at else None,
            "expires_at": int(invitation.until.timestamp()),
        }
    )


def to_invitation(record: Record) -> Invitation:
    """Read an invitation."""
    return Invitation(
        digest=record["id"],
        link_id=record["link_id"],
        until=moment(record["until"]),
        used_at=moment(record["used_at"]) if "used_at" in record else None,
        version=int(record["version"]),
    )
