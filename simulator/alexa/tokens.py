"""Access tokens and endpoints as Alexa writes them into envelopes: which region, for whom, and how long.

A skill calls Alexa's and Amazon Pay's services during a session with `apiAccessToken` at `apiEndpoint`. Whoever
plays such a service looks up here what a token is good for.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from types import MappingProxyType
from uuid import UUID

from simulator.customers import Customer, Speaker

LIFETIME = timedelta(hours=1)
"""How long a token is good. About so long, as the documentation has it."""

NORTH_AMERICA, EUROPE, FAR_EAST = "na", "eu", "fe"

ENDPOINTS: Mapping[str, str] = MappingProxyType(
    {
        NORTH_AMERICA: "https://api.amazonalexa.com",
        EUROPE: "https://api.eu.amazonalexa.com",
        FAR_EAST: "https://api.fe.amazonalexa.com",
    }
)
"""Where Alexa's services are, by region."""

_REGIONS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("GB", "IE", "DE", "AT", "FR", "IT", "ES", "IN", "SA"), EUROPE),
        **dict.fromkeys(("JP", "AU", "NZ"), FAR_EAST),
    }
)
"""By the country of a locale; all others belong to North America, as Amazon's own helper has it."""


def region_of(locale: str) -> str:
    """The region that serves a device of this locale.

    In truth the customer's account decides; a device in another country's language is rare, and not known here.
    """
    return _REGIONS.get(locale.rpartition("-")[2], NORTH_AMERICA)


def served_at(address: str) -> dict[str, str]:
    """Endpoints for services that one server plays in all regions: the region is the first part of the path."""
    return {region: f"{address.rstrip('/')}/{region}" for region in ENDPOINTS}


@dataclass(frozen=True)
class Grant:
    """What a token is good for. What the customer permits is asked of the customer, as it may change meanwhile."""

    customer: Customer
    region: str
    locale: str
    until: datetime


class AccessTokens:
    """The tokens that were written and may still be good."""

    def __init__(self, clock: Callable[[], datetime], random: Random) -> None:
        self._clock = clock
        self._random = random
        self._grants: dict[str, Grant] = {}

    def issue(self, speaker: Speaker) -> str:
        """A new token for this customer at this device."""
        now = self._clock()
        self._forget_before(now - LIFETIME)
        token = f"pretend-access-token-{UUID(int=self._random.getrandbits(128), version=4)}"
        locale = speaker.device.locale
        self._grants[token] = Grant(speaker.customer, region_of(locale), locale, now + LIFETIME)
        return token

    def grant(self, token: str) -> Grant | None:
        """What a token is, or was a while ago, good for; None for one that Alexa never wrote."""
        return self._grants.get(token)

    def _forget_before(self, moment: datetime) -> None:
        """Forget what ended before this moment. The oldest come first, as a clock only goes forward."""
        while self._grants and next(iter(self._grants.values())).until < moment:
            del self._grants[next(iter(self._grants))]
