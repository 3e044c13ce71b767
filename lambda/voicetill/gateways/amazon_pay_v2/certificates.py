"""The vendor's signing certificates, fetched once and kept for a day."""

from datetime import datetime, timedelta

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509 import Certificate, load_pem_x509_certificate

from voicetill.domain.errors import GatewayUnavailableError
from voicetill.gateways.fetching import NoAnswerError, Send

_KEPT_FOR = timedelta(days=1)
# The vendor has a few in use at a time; whoever names others makes us fetch, and must not make us keep.
_MOST = 8
_OK = 200


class Certificates:
    """Fetches keys from addresses that were judged before."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._kept: dict[str, tuple[datetime, RSAPublicKey]] = {}

    def key(self, url: str, *, at: datetime, within: float) -> RSAPublicKey:
        """Return the key of a certificate; raises GatewayUnavailableError if it cannot be had now."""
        kept = self._kept.get(url)
        if kept and at - kept[0] < _KEPT_FOR:
            return kept[1]
        key = _read(self._fetched(url, within=within), at=at)
        if len(self._kept) >= _MOST:
            self._kept.clear()
        self._kept[url] = (at, key)
        return key

    def _fetched(self, url: str, *, within: float) -> bytes:
        try:
            answer = self._send("GET", url, {"accept": "application/x-pem-file"}, within=within)
        except NoAnswerError:
            raise GatewayUnavailableError("no certificate") from None
        if answer.status != _OK:
            raise GatewayUnavailableError("no certificate")
        return answer.body


def _read(pem: bytes, *, at: datetime) -> RSAPublicKey:
    try:
        certificate = load_pem_x509_certificate(pem)
        key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm):
        raise GatewayUnavailableError("a certificate that cannot be read") from None
    if not isinstance(key, RSAPublicKey) or not _counts(certificate, at):
        raise GatewayUnavailableError("a certificate that does not count")
    return key


def _counts(certificate: Certificate, at: datetime) -> bool:
    return certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc
