"""Grants: the code, the access tokens and the refresh token of one link, as one record and a pure machine.

A token is the link's id, a dot, and 256 random bits; of the whole only the SHA-256 is kept. So one read by the id
tells everything, and a stolen table opens nothing. The rules:

- A code is good once, for five minutes, for the address and the verifier that it was asked with. Used again, it
  was stolen: everything that came of it is revoked (RFC 6749, 4.1.2).
- A refresh token is good until it is exchanged for the next one. An older one that comes again was stolen, and
  nobody can tell which of the two is the thief: everything is revoked (RFC 9700, 4.14.2). For a short time, which
  the merchant may set, the one just exchanged is still taken, for an answer may have been lost on its way.
- An access token is good for an hour; those from before an exchange run out by themselves.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest

from voicetill.domain.oauth import Ask, proves

CODE_LIFE = timedelta(minutes=5)
ACCESS_LIFE = timedelta(hours=1)

# How long a link whose code nobody fetched is kept.
UNCLAIMED_LIFE = timedelta(days=1)

# Access tokens of before an exchange that still count.
_MOST_ACCESS = 3

_TOKEN = re.compile(r"([a-z0-9]{26})\.[A-Za-z0-9_-]{43}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Access:
    """An access token: its digest, and until when it is good."""

    digest: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Grant:
    """What was granted on one link.

    `redirect_uri` and `challenge` are those that the code was asked with. `refresh` is the digest of the refresh
    token that counts, `previous` of the one before, exchanged at `rotated_at`. Digests are never tokens.
    """

    link_id: str
    code: str
    code_until: datetime
    redirect_uri: str
    challenge: str
    exchanged_at: datetime | None = None
    access: tuple[Access, ...] = ()
    refresh: str = ""
    previous: str = ""
    rotated_at: datetime | None = None
    revoked_at: datetime | None = None
    version: int = 0

    @property
    def forget_at(self) -> datetime | None:
        """When the record may be erased: a code that nobody fetched, or a grant that was revoked."""
        if self.revoked_at is not None:
            # Long enough for whatever holds the old tokens to be refused by name, and not by chance.
            return self.revoked_at + UNCLAIMED_LIFE
        return None if self.exchanged_at else self.code_until + UNCLAIMED_LIFE

    def admits(self, token: str, *, at: datetime) -> bool:
        """Whether an access token is good now."""
        made = digest(token)
        known = [compare_digest(each.digest, made) and at < each.until for each in self.access]
        return self.revoked_at is None and any(known)


@dataclass(frozen=True, slots=True)
class Tokens:
    """A pair of new tokens, as they are told to the client once."""

    access: str
    refresh: str


@dataclass(frozen=True, slots=True)
class Turn:
    """The grant after somebody came with a code or a token, and whether they get what they came for."""

    grant: Grant
    granted: bool


def digest(token: str) -> str:
    """Return what is kept of a token."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def token_of(link_id: str, secret: str) -> str:
    """Return a token, or a code, of a link. `secret` are 256 random bits in base64url."""
    return f"{link_id}.{secret}"


def link_named(token: str) -> str:
    """Return the id of the link that a token names; blank if it is no token of ours."""
    found = _TOKEN.fullmatch(token)
    return found[1] if found else ""


def begin(link_id: str, ask: Ask, *, code: str, at: datetime) -> Grant:
    """Return the grant of a link whose code is about to be handed out."""
    return Grant(link_id, digest(code), at + CODE_LIFE, ask.redirect_uri, ask.challenge)


def exchange(grant: Grant, code: str, *, redirect_uri: str, verifier: str, new: Tokens, at: datetime) -> Turn:
    """Exchange the code for the first tokens."""
    if not compare_digest(grant.code, digest(code)) or grant.revoked_at is not None:
        return Turn(grant, granted=False)
    if grant.exchanged_at is not None:
        return Turn(revoke(grant, at=at), granted=False)
    fits = at < grant.code_until and redirect_uri == grant.redirect_uri and proves(verifier, grant.challenge)
    if not fits:
        return Turn(grant, granted=False)
    return Turn(_renewed(replace(grant, exchanged_at=at), new, at), granted=True)


def refresh(grant: Grant, token: str, *, new: Tokens, at: datetime, leeway: timedelta) -> Turn:
    """Exchange the refresh token for the next pair; `leeway` is how long the one before still counts."""
    if grant.revoked_at is not None or grant.exchanged_at is None:
        return Turn(grant, granted=False)
    made = digest(token)
    if compare_digest(grant.refresh, made) or _is_just_exchanged(grant, made, at, leeway):
        return Turn(_renewed(replace(grant, previous=made, rotated_at=at), new, at), granted=True)
    if any(compare_digest(each, made) for each in (grant.code, *(it.digest for it in grant.access))):
        # The client took one thing for another, which is no theft.
        return Turn(grant, granted=False)
    return Turn(revoke(grant, at=at), granted=False)


def withdraw(grant: Grant, token: str, *, at: datetime) -> Grant:
    """Take back one token (RFC 7009): an access token alone; a refresh token with everything that came of it."""
    made = digest(token)
    if grant.exchanged_at and (compare_digest(grant.refresh, made) or compare_digest(grant.previous, made)):
        return revoke(grant, at=at)
    return replace(grant, access=tuple(it for it in grant.access if not compare_digest(it.digest, made)))


def revoke(grant: Grant, *, at: datetime) -> Grant:
    """Take back everything, for good."""
    if grant.revoked_at is not None:
        return grant
    return replace(grant, access=(), refresh="", previous="", revoked_at=at)


def _is_just_exchanged(grant: Grant, made: str, at: datetime, leeway: timedelta) -> bool:
    exchanged_at = grant.rotated_at
    recent = exchanged_at is not None and at - exchanged_at < leeway
    return recent and bool(grant.previous) and compare_digest(grant.previous, made)


def _renewed(grant: Grant, new: Tokens, at: datetime) -> Grant:
    running = [it for it in grant.access if at < it.until][-(_MOST_ACCESS - 1) :]
    access = (*running, Access(digest(new.access), at + ACCESS_LIFE))
    return replace(grant, access=access, refresh=digest(new.refresh))
