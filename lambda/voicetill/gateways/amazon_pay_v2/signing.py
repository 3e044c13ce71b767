"""Signs what is asked of the Amazon Pay API v2 (vendor page "Signing requests"); asks nobody.

A request is brought into one canonical form, hashed, and the hash is signed with RSASSA-PSS. Two names of the
algorithm are in use, which differ in the length of the salt. The same signature stands on a checkout button,
over the JSON text of its payload.
"""

import base64
import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from voicetill.domain.errors import NotPossibleError

AUTHORIZATION = "authorization"

# What a header value is trimmed of, and what counts as white inside it (the vendor's libraries are in Java).
_ENDS = "".join(map(chr, range(0x21)))
_WHITE = str.maketrans(dict.fromkeys("\t\n\x0b\f\r", " "))


class Algorithm(StrEnum):
    """The names that a signature goes by."""

    PSS = "AMZN-PAY-RSASSA-PSS"
    PSS_V2 = "AMZN-PAY-RSASSA-PSS-V2"

    @property
    def salt_length(self) -> int:
        """How many bytes of salt go into the signature."""
        return 32 if self is Algorithm.PSS_V2 else 20


@dataclass(frozen=True, slots=True)
class Request:
    """One request before it is signed. `path` and `query` are not encoded yet; names may come more than once."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    body: bytes = b""


def canonical_path(path: str) -> str:
    """Return the path as it is signed and sent: one slash where several stood, all but unreserved encoded."""
    parts = [part for part in path.split("/") if part]
    trailing = "/" if parts and path.endswith("/") else ""
    return "/" + "/".join(quote(part, safe="") for part in parts) + trailing


def canonical_query(query: Iterable[tuple[str, str]]) -> str:
    """Return the query as it is signed and sent: sorted by encoded name, then by encoded value."""
    encoded = sorted((quote(name, safe=""), quote(value, safe="")) for name, value in query)
    return "&".join(f"{name}={value}" for name, value in encoded)


def canonical_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the headers by their names in lower case, sorted, each value without outer and odd inner blanks.

    Raises ValueError where two names differ in their case only.
    """
    told = {name.lower(): value.strip(_ENDS).translate(_WHITE) for name, value in headers.items()}
    if len(told) != len(headers):
        raise ValueError("a header was named twice")
    return dict(sorted(told.items()))


def canonical_request(request: Request) -> str:
    """Return the text whose hash is signed. The block of headers ends with a line break of its own."""
    headers = canonical_headers(request.headers)
    lines = (
        request.method,
        canonical_path(request.path),
        canonical_query(request.query),
        "".join(f"{name}:{value}\n" for name, value in headers.items()),
        ";".join(headers),
        hashlib.sha256(request.body).hexdigest(),
    )
    return "\n".join(lines)


def string_to_sign(text: str, algorithm: Algorithm) -> str:
    """Return what is put under the signature for a canonical request, or for a button's payload."""
    return f"{algorithm}\n{hashlib.sha256(text.encode()).hexdigest()}"


class Signer:
    """Signs with a private key that is fetched where it is used; it is read anew only when it changed.

    `private_key` returns the key as PEM text. Whoever gives it here keeps it as long as it may be kept.
    """

    def __init__(
        self, *, public_key_id: str, private_key: Callable[[], str], algorithm: Algorithm = Algorithm.PSS_V2
    ) -> None:
        self.public_key_id = public_key_id
        self.algorithm = algorithm
        self._private_key = private_key
        self._read: tuple[str, RSAPrivateKey] | None = None

    def signed(self, request: Request) -> dict[str, str]:
        """Return the headers to send: those of the request in their canonical form, and the signature.

        Raises NotPossibleError if the key cannot be used.
        """
        headers = canonical_headers(request.headers)
        signature = self._signature(canonical_request(request))
        names = ";".join(headers)
        told = f"{self.algorithm} PublicKeyId={self.public_key_id}, SignedHeaders={names}, Signature={signature}"
        return {**headers, AUTHORIZATION: told}

    def button_signature(self, payload: str) -> str:
        """Return the signature of a button's payload, which must stand on the page exactly so.

        Raises NotPossibleError if the key cannot be used.
        """
        return self._signature(payload)

    def _signature(self, text: str) -> str:
        padding = PSS(mgf=MGF1(hashes.SHA256()), salt_length=self.algorithm.salt_length)
        signed = self._key().sign(string_to_sign(text, self.algorithm).encode(), padding, hashes.SHA256())
        return base64.b64encode(signed).decode("ascii")

    def _key(self) -> RSAPrivateKey:
        pem = self._private_key()
        read = self._read
        if read is None or read[0] != pem:
            read = self._read = (pem, _read_key(pem))
        return read[1]


def _read_key(pem: str) -> RSAPrivateKey:
    try:
        # It comes from the merchant's own store, and proving it sound takes longer than all the rest of a call.
        key = load_pem_private_key(pem.encode(), password=None, unsafe_skip_rsa_key_validation=True)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        # Its own text may hold a part of the key.
        raise NotPossibleError("the private key of Amazon Pay is no PEM text: store the downloaded file") from None
    if not isinstance(key, RSAPrivateKey):
        raise NotPossibleError("the private key of Amazon Pay must be an RSA key: store the downloaded file")
    return key
