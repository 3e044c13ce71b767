"""Checks who calls the pretend service: headers, clock, environment, and the signature over the whole call.

This is an implementation of its own of the vendor's page "Signing requests", from the side that verifies. The page
tells no width for the window of the date; it is five minutes to both sides here.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from types import MappingProxyType
from urllib.parse import unquote_to_bytes

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from simulator.amazon_pay_v2.calls import Call
from simulator.amazon_pay_v2.faults import Fault

SANDBOX, LIVE = "Sandbox", "Live"

SALTS = MappingProxyType({"AMZN-PAY-RSASSA-PSS": 20, "AMZN-PAY-RSASSA-PSS-V2": 32})
"""The salt that belongs to each name of the algorithm."""

HOSTS = MappingProxyType(
    {
        "us": "pay-api.amazon.com",
        "na": "pay-api.amazon.com",
        "eu": "pay-api.amazon.eu",
        "de": "pay-api.amazon.eu",
        "uk": "pay-api.amazon.eu",
        "jp": "pay-api.amazon.jp",
    }
)
"""The host of every region."""

ALWAYS = ("accept", "content-type", "x-amz-pay-region", "x-amz-pay-date", "x-amz-pay-host")
KEY = "x-amz-pay-idempotency-key"
WINDOW = timedelta(minutes=5)

_AUTHORIZATION = re.compile(
    r"(?P<algorithm>[A-Z0-9-]+) PublicKeyId=(?P<key>[^,\s]+), SignedHeaders=(?P<names>[a-z0-9;-]+), "
    r"Signature=(?P<signature>[A-Za-z0-9+/=]+)",
    re.ASCII,
)
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PATHS = re.compile(r"(?:/(?P<environment>sandbox|live))?/v2(?P<rest>/.*)", re.ASCII | re.DOTALL)


@dataclass(frozen=True)
class Caller:
    """Who calls: by which key, in which environment, and what of the path comes after the version."""

    key_id: str
    environment: str
    path: str


@dataclass(frozen=True)
class Keys:
    """The public keys that were registered, as PEM texts by their ids."""

    pems: Mapping[str, str]

    def caller(self, call: Call, *, at: datetime) -> Caller:
        """Return who calls. Raises Fault for what the service would not let in."""
        _check_headers(call, at)
        told = _AUTHORIZATION.fullmatch(call.headers.get("authorization", ""))
        if told is None:
            raise Fault("InvalidAuthentication", "the header authorization is missing or malformed")
        key = self._key(told["key"])
        names = told["names"].split(";")
        _check_names(call, names)
        request = canonical(call, names)
        if not verifies(key, told["algorithm"], request, told["signature"]):
            raise Fault("InvalidRequestSignature", "the signature does not fit the request")
        return _placed(call, told["key"])

    def signed_button(self, key_id: str, *, algorithm: str, payload: str, signature: str) -> str:
        """Return the environment of the key that signed a button's payload. Raises Fault."""
        if not verifies(self._key(key_id), algorithm, payload, signature):
            raise Fault("InvalidRequestSignature", "the signature does not fit the payload")
        return SANDBOX if key_id.startswith("SANDBOX-") else LIVE

    def _key(self, key_id: str) -> RSAPublicKey:
        if key_id not in self.pems:
            raise Fault("UnauthorizedAccess", "this public key id is not known")
        return _read(self.pems[key_id])


@cache
def _read(pem: str) -> RSAPublicKey:
    key = load_pem_public_key(pem.encode())
    if not isinstance(key, RSAPublicKey):
        raise TypeError("a public key of Amazon Pay is an RSA key")
    return key


def canonical(call: Call, names: list[str]) -> str:
    """The text over which a call must be signed that signs these headers."""
    path = re.sub("/+", "/", f"/{call.path}")
    pairs = [pair.partition("=") for pair in call.query.split("&") if pair]
    query = sorted((_encoded(name), _encoded(value)) for name, _, value in pairs)
    headers = "".join(f"{name}:{_one_line(call.headers[name])}\n" for name in names)
    return "\n".join(
        (
            call.method,
            _encoded(path, also=b"/"),
            "&".join("=".join(pair) for pair in query),
            headers,
            ";".join(names),
            hashlib.sha256(call.body).hexdigest(),
        )
    )


def verifies(key: RSAPublicKey, algorithm: str, text: str, signature: str) -> bool:
    """Whether the text was signed with the private half of this key, under this name of the algorithm."""
    salt = SALTS.get(algorithm)
    if salt is None:
        return False
    signed = f"{algorithm}\n{hashlib.sha256(text.encode()).hexdigest()}".encode()
    scheme = padding.PSS(padding.MGF1(hashes.SHA256()), salt)
    try:
        key.verify(base64.b64decode(signature, validate=True), signed, scheme, hashes.SHA256())
    except (InvalidSignature, binascii.Error):
        return False
    return True


def _check_headers(call: Call, at: datetime) -> None:
    for name in (*ALWAYS, *([KEY] if call.method == "POST" else [])):
        if name not in call.headers:
            raise Fault("MissingHeader", f"the header {name} is required")
        if not call.headers[name].strip():
            raise Fault("MissingHeaderValue", f"the header {name} is blank")
    for name in ("accept", "content-type"):
        if call.headers[name] != "application/json":
            raise Fault("InvalidHeaderValue", f"the header {name} must be application/json")
    if HOSTS.get(call.headers["x-amz-pay-region"]) != call.headers["x-amz-pay-host"]:
        raise Fault("InvalidHeaderValue", "x-amz-pay-region and x-amz-pay-host do not belong together")
    if KEY in call.headers and not re.fullmatch(r"[A-Za-z0-9]{1,32}", call.headers[KEY], re.ASCII):
        raise Fault("InvalidHeaderValue", f"{KEY} must have 1 to 32 letters and digits")
    _check_date(call.headers["x-amz-pay-date"], at)


def _check_date(text: str, at: datetime) -> None:
    try:
        told = datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise Fault("InvalidHeaderValue", "x-amz-pay-date must be written 20261101T120000Z") from None
    if abs(told - at) > WINDOW:
        raise Fault("InvalidRequestSignature", "x-amz-pay-date is too far from now")


def _check_names(call: Call, names: list[str]) -> None:
    if names != sorted(set(names)):
        raise Fault("InvalidAuthentication", "SignedHeaders must be sorted, each name once")
    for name in (*ALWAYS, *([KEY] if KEY in call.headers else [])):
        if name not in names:
            raise Fault("InvalidAuthentication", f"the header {name} must be signed")
    for name in names:
        if name not in call.headers:
            raise Fault("MissingHeader", f"the header {name} was signed and not sent")


def _placed(call: Call, key_id: str) -> Caller:
    """Say in which environment a call is: the key's prefix tells, and without one the path."""
    found = _PATHS.fullmatch(unquote_to_bytes(call.path).decode("utf-8", "replace"))
    picks = {"SANDBOX-": SANDBOX, "LIVE-": LIVE}
    own = next((environment for prefix, environment in picks.items() if key_id.startswith(prefix)), None)
    if found is None or (own is None) is (found["environment"] is None):
        raise Fault("ResourceNotFound", "there is no such path for this key")
    return Caller(key_id, own or found["environment"].capitalize(), found["rest"])


def _one_line(value: str) -> str:
    return re.sub(r"[ \t\n\x0b\f\r]", " ", value.strip("".join(map(chr, range(33)))))


def _encoded(text: str, *, also: bytes = b"") -> str:
    kept = _UNRESERVED | frozenset(also)
    return "".join(chr(byte) if byte in kept else f"%{byte:02X}" for byte in unquote_to_bytes(text))
