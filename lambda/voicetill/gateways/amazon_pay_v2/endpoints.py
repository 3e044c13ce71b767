"""Where the Amazon Pay API v2 is, for a region, an environment and a public key."""

from dataclasses import dataclass
from types import MappingProxyType

from voicetill.domain.errors import FaultyDataError
from voicetill.domain.money import Currency
from voicetill.domain.payments import Environment

_EUROPE = ("pay-api.amazon.eu", (Currency.EUR, Currency.GBP))
_AMERICA = ("pay-api.amazon.com", (Currency.USD,))
_JAPAN = ("pay-api.amazon.jp", (Currency.JPY,))

# By the names of a region that the vendor's libraries accept.
_REGIONS = MappingProxyType(
    {"us": _AMERICA, "na": _AMERICA, "eu": _EUROPE, "de": _EUROPE, "uk": _EUROPE, "jp": _JAPAN}
)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One host of the API, and the path that all its resources begin with.

    `base` is where the host is called, https unless something stands in for it; `host` is the name that is signed.
    """

    region: str
    environment: Environment
    host: str
    base: str
    root: str
    currencies: tuple[Currency, ...]


def endpoint_of(*, region: str, environment: Environment, public_key_id: str, base: str | None = None) -> Endpoint:
    """Return where to call; `base` stands in for the vendor's host in rehearsals.

    Keys whose id begins with SANDBOX- or LIVE- pick the environment by themselves, older ones need it in the path.
    Raises FaultyDataError for an unknown region, and for a key that is of the other environment.
    """
    if region not in _REGIONS:
        raise FaultyDataError([f"region: must be one of {', '.join(_REGIONS)}"])
    own, other = environment, _other(environment)
    if not public_key_id.strip():
        raise FaultyDataError(["public key id: is required"])
    if public_key_id.upper().startswith(f"{other}-"):
        fault = f"public key id: is a key of {other.lower()}, and the environment is {own.lower()}"
        raise FaultyDataError([fault])
    picks = public_key_id.upper().startswith(f"{own}-")
    host, currencies = _REGIONS[region]
    root = "/v2" if picks else f"/{own.lower()}/v2"
    return Endpoint(region, environment, host, base or f"https://{host}", root, currencies)


def _other(environment: Environment) -> Environment:
    return Environment.LIVE if environment is Environment.SANDBOX else Environment.SANDBOX
