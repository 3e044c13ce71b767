"""A customer's e-mail address, asked for while they speak (Request Customer Contact Information, Profile.email).

Nothing depends on the answer: without an address no mail is sent, and the card says enough. So there is one try of
one second, and whatever is odd reads as "not known". The address is asked for each time and never kept longer than
until the mail is sent: Amazon forbids a copy that may be stale.
"""

import json
import logging
import re

from voicetill.domain.mail_addresses import is_mail_address
from voicetill.domain.payments import Access
from voicetill.gateways.fetching import Fetch, NoAnswerError, Reply

logger = logging.getLogger(__name__)

# Seconds for the whole call: the turn has a proof of payment to store, and that goes first.
PATIENCE = 1.0

_PATH = "/v2/accounts/~current/settings/Profile.email"

# Where Alexa's own services are, by region. A key of a customer's data is sent nowhere else.
_HOSTS = ("https://api.amazonalexa.com", "https://api.eu.amazonalexa.com", "https://api.fe.amazonalexa.com")

_OK, _NO_DATA, _NOT_GRANTED = 200, 204, 403

# Much longer than Alexa's, which are about a thousand characters.
_TOKEN = re.compile(r"[!-~]{1,8192}", re.ASCII)


class _NotKnown(Exception):  # noqa: N818 - reads as a plain fact
    """Raised when an address cannot be told; `why` is a fixed text of ours, or the kind of a trouble."""

    def __init__(self, why: str, *, status: int | None = None) -> None:
        super().__init__(why)
        self.noted = {"why": why, **({"status": status} if status else {})}


class AlexaProfiles:
    """Asks Alexa for what a customer allowed us to know; `endpoint` stands in for Alexa's hosts in rehearsals."""

    def __init__(self, *, fetch: Fetch, endpoint: str | None = None) -> None:
        self._fetch = fetch
        self._endpoint = endpoint

    def email(self, access: Access) -> str | None:
        """Return the customer's e-mail address; None if it cannot be learned. Never raises."""
        try:
            return _address(*self._told(access))
        except _NotKnown as fact:
            logger.warning("email not read", extra=fact.noted)
            return None

    def _told(self, access: Access) -> Reply:
        base = (self._endpoint or access.endpoint).rstrip("/")
        if self._endpoint is None and base not in _HOSTS:
            raise _NotKnown("a host that is not Alexa's")
        if not _TOKEN.fullmatch(access.token):
            raise _NotKnown("a token that cannot be sent")
        headers = {"Accept": "application/json", "Authorization": f"Bearer {access.token}"}
        try:
            return self._fetch(f"{base}{_PATH}", headers, within=PATIENCE)
        except OSError as trouble:
            # Any other text than ours may hold what was sent.
            why = str(trouble) if isinstance(trouble, NoAnswerError) else type(trouble).__name__
            raise _NotKnown(why) from None


def _address(status: int, body: bytes) -> str | None:
    """Read the answer: a JSON string. A customer who allows nothing, or has no address, is no trouble."""
    if status in (_NO_DATA, _NOT_GRANTED):
        return None
    if status != _OK:
        raise _NotKnown("an error", status=status)
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise _NotKnown("no JSON") from None
    if not isinstance(told, str) or not is_mail_address(told):
        raise _NotKnown("no address")
    return told
