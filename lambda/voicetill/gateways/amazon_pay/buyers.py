"""The buyer's default address, asked for before a checkout (Buyer Address API of Amazon Pay).

Nothing depends on the answer: an address that cannot be read now comes with Setup. So there is one try, of one and
a half seconds at most; whatever is odd reads as "not known", and is noted without a word of the answer.
Hosts, paths and headers are those of Amazon's own library for skills.
"""

import json
import re
from collections.abc import Mapping
from urllib.parse import urlencode

from voicetill.domain.addresses import Address
from voicetill.domain.payments import Access, Environment
from voicetill.gateways.amazon_pay import merchant_log
from voicetill.gateways.amazon_pay.suspicion import address, members
from voicetill.gateways.fetching import Fetch, NoAnswerError

# Seconds for the whole call. Alexa waits eight for our answer, and most of these are the store's.
PATIENCE = 1.5

DEFAULT_ADDRESS = "DefaultOneClickShippingAddress"

# By where a request says that Alexa is; the library takes any other place for North America.
_HOSTS = {
    "https://api.amazonalexa.com": "https://pay-api.amazon.com",
    "https://api.eu.amazonalexa.com": "https://pay-api.amazon.eu",
    "https://api.fe.amazonalexa.com": "https://pay-api.amazon.jp",
}
_OTHERWISE = _HOSTS["https://api.amazonalexa.com"]
_OK = 200

# Much longer than Alexa's, which are about a thousand characters.
_TOKEN = re.compile(r"[!-~]{1,8192}", re.ASCII)


class _NotKnown(Exception):  # noqa: N818 - reads as a plain fact
    """Raised when an address cannot be told; `why` is a fixed text of ours, or the kind of a trouble."""

    def __init__(self, why: str, *, status: int | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.status = status


class AmazonPayBuyers:
    """Knows where customers have goods sent; `endpoint` stands in for Amazon's hosts in rehearsals."""

    def __init__(
        self,
        *,
        seller_id: str,
        environment: Environment,
        sandbox_email: str | None,
        fetch: Fetch,
        endpoint: str | None = None,
    ) -> None:
        self._fetch = fetch
        self._endpoint = endpoint
        self._path = f"/{environment.value.lower()}/v1/buyer/addresses?{urlencode({'sellerId': seller_id})}"
        # The library names the test buyer in sandbox, and only there.
        named = {"x-amz-pay-sandbox-email-id": sandbox_email} if sandbox_email else {}
        self._headers: Mapping[str, str] = {"Accept": "application/json", **named}

    def home(self, access: Access) -> Address | None:
        """Return the default delivery address; None if it cannot be learned. Never raises."""
        try:
            return _default(self._told(access))
        except _NotKnown as fact:
            merchant_log.address_not_read(why=fact.why, status=fact.status)
            return None

    def _told(self, access: Access) -> bytes:
        if not _TOKEN.fullmatch(access.token):
            raise _NotKnown("a token that cannot be sent")
        base = self._endpoint or _HOSTS.get(access.endpoint.rstrip("/"), _OTHERWISE)
        headers = {**self._headers, "Authorization": f"Bearer {access.token}"}
        try:
            status, body = self._fetch(f"{base.rstrip('/')}{self._path}", headers, within=PATIENCE)
        except OSError as trouble:
            # Any other text than ours may hold what was sent.
            why = str(trouble) if isinstance(trouble, NoAnswerError) else type(trouble).__name__
            raise _NotKnown(why) from None
        if status != _OK:
            raise _NotKnown("an error", status=status)
        return body


def _default(body: bytes) -> Address:
    """Read the default address among those that a buyer keeps; the answer may still be anything."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise _NotKnown("no JSON") from None
    kept = members(told).get("addresses")
    entries = [members(entry) for entry in kept] if isinstance(kept, list) else []
    found = next((entry for entry in entries if entry.get("addressType") == DEFAULT_ADDRESS), None)
    if found is None:
        raise _NotKnown("no default address")
    home = address(found.get("address"))
    if home is None or home == Address():
        raise _NotKnown("a blank address")
    return home
