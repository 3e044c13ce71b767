"""The token endpoint (RFC 6749, 4.1.3, 5, 6), and the one that takes tokens back (RFC 7009), for the client."""

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import unquote_plus

from voicetill.domain.errors import StoreUnavailableError
from voicetill.domain.grants import ACCESS_LIFE, Tokens
from voicetill.domain.oauth import Fault
from voicetill.services.clients import ClientCheck
from voicetill.services.linking import Linking
from voicetill.web.answers import Answer, json_answer
from voicetill.web.requests import BadRequestError, WebRequest


class _Refused(Exception):  # noqa: N818 - a plain fact, and private
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Granting:
    """Answers the client, in JSON."""

    check: ClientCheck
    linking: Linking

    def token(self, request: WebRequest) -> Answer:
        """Exchange a code, or a refresh token, for tokens."""
        return _answered(lambda: self._token(request))

    def revoke(self, request: WebRequest) -> Answer:
        """Take a token back; one that is not ours is none that still works, so that is no error."""
        return _answered(lambda: self._revoke(request))

    def _token(self, request: WebRequest) -> Answer:
        fields = self._of_client(request)
        match fields.get("grant_type"):
            case "authorization_code":
                code, verifier = _needed(fields, "code"), _needed(fields, "code_verifier")
                redirect_uri = _needed(fields, "redirect_uri")
                tokens = self.linking.exchange(code, redirect_uri=redirect_uri, verifier=verifier)
            case "refresh_token":
                tokens = self.linking.refresh(_needed(fields, "refresh_token"))
            case None | "":
                raise _Refused(Fault.INVALID_REQUEST)
            case _:
                raise _Refused(Fault.UNSUPPORTED_GRANT_TYPE)
        if tokens is None:
            raise _Refused(Fault.INVALID_GRANT)
        return json_answer(_told(tokens))

    def _revoke(self, request: WebRequest) -> Answer:
        self.linking.withdraw(_needed(self._of_client(request), "token"))
        return json_answer({})

    def _of_client(self, request: WebRequest) -> Mapping[str, str]:
        """Return the fields, once it is proven that they come from the client."""
        pairs = request.form()
        fields = {name: value for name, value in pairs if value}
        names = [name for name, _ in pairs]
        if any(names.count(name) > 1 for name in names):
            raise _Refused(Fault.INVALID_REQUEST)
        header = request.headers.get("authorization")
        if header is None:
            client_id, secrets = fields.get("client_id", ""), [fields.get("client_secret", "")]
        elif "client_secret" in fields:
            # RFC 6749, 2.3: no more than one way at a time.
            raise _Refused(Fault.INVALID_REQUEST)
        else:
            client_id, secrets = _basic(header)
        if fields.get("client_id", client_id) != client_id or not self.check.is_client(client_id, *secrets):
            raise _Refused(Fault.INVALID_CLIENT)
        return fields


def _basic(header: str) -> tuple[str, list[str]]:
    """Read HTTP Basic. RFC 6749 (2.3.1) encodes both halves like a form's; clients that do not are taken, too."""
    scheme, _, encoded = header.partition(" ")
    try:
        text = base64.b64decode(encoded.strip(), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        raise _Refused(Fault.INVALID_CLIENT) from None
    client_id, colon, secret = text.partition(":")
    if scheme.lower() != "basic" or not colon:
        raise _Refused(Fault.INVALID_CLIENT)
    return unquote_plus(client_id), [secret, unquote_plus(secret)]


def _needed(fields: Mapping[str, str], name: str) -> str:
    if not fields.get(name):
        raise _Refused(Fault.INVALID_REQUEST)
    return fields[name]


def _told(tokens: Tokens) -> Mapping[str, object]:
    return {
        "access_token": tokens.access,
        "token_type": "Bearer",
        "expires_in": int(ACCESS_LIFE.total_seconds()),
        "refresh_token": tokens.refresh,
    }


def _answered(ask: Callable[[], Answer]) -> Answer:
    try:
        return ask()
    except _Refused as refused:
        fault = refused.fault
    except BadRequestError as bad:
        return _refusal(Fault.INVALID_REQUEST, status=bad.status)
    except StoreUnavailableError:
        return json_answer({"error": Fault.TEMPORARILY_UNAVAILABLE.value}, status=503)
    if fault is Fault.INVALID_CLIENT:
        challenge = 'Basic realm="token", charset="UTF-8"'
        return _refusal(fault, status=401, www_authenticate=challenge)
    return _refusal(fault, status=400)


def _refusal(fault: Fault, *, status: int, **headers: str) -> Answer:
    return replace(json_answer({"error": fault.value}, status=status, **headers), refused=fault.value)
