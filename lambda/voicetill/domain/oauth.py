"""What one client may ask of our authorise page: OAuth 2.0, authorization code with PKCE, and nothing else.

The client is Alexa. RFC 6749 lets a server send a fault back to the client only where the client and its address
are proven to be known: before that, the fault is shown to the person and leads nowhere. RFC 7636 makes the code
worthless to whoever catches it on its way: only S256 is taken, because `plain` proves nothing.
"""

import re
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from hmac import compare_digest
from urllib.parse import urlencode

Pairs = Sequence[tuple[str, str]]
"""Parameters in the order in which they came, with those that came twice."""

LONGEST_STATE = 2048

# RFC 6749, appendix A.4 and A.5; RFC 7636, 4.1 and 4.2 (S256: 32 bytes in base64url).
_STATE = re.compile(r"[ -~]+", re.ASCII)
_SCOPE = re.compile(r"[!#-\[\]-~]+( [!#-\[\]-~]+)*", re.ASCII)
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}", re.ASCII)


class Fault(StrEnum):
    """The errors that RFC 6749 (4.1.2.1, 5.2) and RFC 7009 name."""

    ACCESS_DENIED = "access_denied"
    INVALID_CLIENT = "invalid_client"
    INVALID_GRANT = "invalid_grant"
    INVALID_REQUEST = "invalid_request"
    INVALID_SCOPE = "invalid_scope"
    SERVER_ERROR = "server_error"
    TEMPORARILY_UNAVAILABLE = "temporarily_unavailable"
    UNSUPPORTED_GRANT_TYPE = "unsupported_grant_type"
    UNSUPPORTED_RESPONSE_TYPE = "unsupported_response_type"


@dataclass(frozen=True, slots=True)
class Client:
    """The one client: its name, and every address that codes may be sent to, to the letter."""

    id: str
    redirect_uris: frozenset[str]


@dataclass(frozen=True, slots=True)
class Ask:
    """A client's request for a code, whole and allowed."""

    redirect_uri: str
    state: str
    challenge: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A fault that is shown to the person and never redirected: nobody knows to whom that would go."""

    about: str


@dataclass(frozen=True, slots=True)
class Returned:
    """A fault that goes back to the client, whose address is known."""

    redirect_uri: str
    state: str
    fault: Fault

    @property
    def address(self) -> str:
        """Where the person is sent with it."""
        return returning(self.redirect_uri, state=self.state, error=self.fault.value)


def read_ask(pairs: Pairs, client: Client) -> Ask | Shown | Returned:
    """Read a request for a code (RFC 6749, 4.1.1); whatever is missing, double or odd is a fault."""
    if _one(pairs, "client_id") != client.id:
        return Shown("client_id")
    redirect_uri = _one(pairs, "redirect_uri")
    if redirect_uri not in client.redirect_uris:
        return Shown("redirect_uri")
    state = _one(pairs, "state")
    if not _STATE.fullmatch(state) or len(state) > LONGEST_STATE:
        return Returned(redirect_uri, "", Fault.INVALID_REQUEST)
    fault = _fault(pairs)
    if fault is not None:
        return Returned(redirect_uri, state, fault)
    return Ask(redirect_uri, state, _one(pairs, "code_challenge"))


def returning(redirect_uri: str, *, state: str, **answer: str) -> str:
    """Return the client's address with an answer; a query that it has already stays."""
    answers = {**answer, **({"state": state} if state else {})}
    return f"{redirect_uri}{'&' if '?' in redirect_uri else '?'}{urlencode(answers)}"


def proves(verifier: str, challenge: str) -> bool:
    """Whether a verifier is the one of a challenge (RFC 7636, 4.6, S256)."""
    if not _VERIFIER.fullmatch(verifier):
        return False
    made = urlsafe_b64encode(sha256(verifier.encode("ascii")).digest()).rstrip(b"=")
    return compare_digest(made, challenge.encode())


def _fault(pairs: Pairs) -> Fault | None:
    kind = _one(pairs, "response_type")
    if not kind:
        return Fault.INVALID_REQUEST
    if kind != "code":
        return Fault.UNSUPPORTED_RESPONSE_TYPE
    if not _CHALLENGE.fullmatch(_one(pairs, "code_challenge")):
        return Fault.INVALID_REQUEST
    # Left out it would mean `plain`.
    if _one(pairs, "code_challenge_method") != "S256":
        return Fault.INVALID_REQUEST
    # A link has one power, whatever the client's console calls it.
    scopes = [value for name, value in pairs if name == "scope"]
    if len(scopes) > 1 or (scopes and scopes[0] and not _SCOPE.fullmatch(scopes[0])):
        return Fault.INVALID_SCOPE
    return None


def _one(pairs: Pairs, name: str) -> str:
    """Return a parameter that came once; blank where it is missing or came twice."""
    values = [value for known, value in pairs if known == name]
    return values[0] if len(values) == 1 else ""
