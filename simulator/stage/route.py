"""The route of the server in a room: which payment companies there are, and what every door is told of them."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from simulator.stage.alexa_app import CLIENT_ID, CLIENT_SECRET, REDIRECT_URI
from simulator.stage.companies import TILL, Answer, Chance, Company
from simulator.stage.ppro_company import PproCompany

if TYPE_CHECKING:
    from voicetill.wiring.providers import Secret

PPRO, AMAZON_PAY_V2 = "ppro", "amazon_pay_v2"
ROUTES = (PPRO, AMAZON_PAY_V2)
"""The names of the companies that a room can have; several may be asked for, with commas between."""

QUEUE = "https://sqs.us-east-1.amazonaws.com/000000000000/pretend-renewals"
BUS = "pretend-bus"
SENDER = "orders@nonicks.example"
MESSAGING = ("pretend-messaging-client", "pretend-messaging-secret")
"""The skill's id and secret at Alexa's own services."""

_OAUTH, _NOTICES = "till/oauth", "till/notices"
_NOT_HERE = "nobody of this name is in the room"

_OURS = MappingProxyType(
    {
        "PAYMENT_ROUTE": "server",
        "OAUTH_CLIENT_ID": CLIENT_ID,
        "OAUTH_CLIENT_SECRET": _OAUTH,
        "OAUTH_REDIRECT_URIS": REDIRECT_URI,
        "WEB_BASE_URL": TILL,
        "RENEWALS_QUEUE_URL": QUEUE,
        "EVENT_BUS_NAME": BUS,
        "MAIL_SENDER": SENDER,
        "NOTICES": "development",
        "NOTICES_SECRET": _NOTICES,
    }
)


class UnknownRoute(ValueError):  # noqa: N818 - reads as a plain fact
    """Raised for a route that no room has."""


class NobodyThere(ConnectionError):  # noqa: N818 - reads as a plain fact
    """Raised for a call to a host that is not in the room."""


@dataclass(frozen=True)
class Kept:
    """A secret that is never changed."""

    text: str

    def __call__(self, *, fresh: bool = False) -> str:
        """Return it."""
        return self.text


@dataclass(frozen=True)
class ServerRoute:
    """The companies of a room, the first that takes a market's currency first.

    `watchers` are told of each call before it is carried to anybody: the method, the address, the body.
    """

    companies: Sequence[Company]
    watchers: list[Callable[[str, str, bytes], object]] = field(default_factory=list)

    @property
    def settings(self) -> Mapping[str, str]:
        """The variables of every door."""
        names = ",".join(company.name for company in self.companies)
        told = {name: value for company in self.companies for name, value in company.settings.items()}
        return {**_OURS, "SERVER_PROVIDERS": names, **told}

    def secret(self, name: str) -> "Secret":
        """What hands out a secret (`wiring.providers.Secrets`)."""
        messaging = json.dumps(dict(zip(("client_id", "client_secret"), MESSAGING, strict=True)))
        known = {_OAUTH: CLIENT_SECRET, _NOTICES: messaging}
        for company in self.companies:
            known.update(company.secrets)
        return Kept(known[name])

    def answer(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Carry a call to the company that is called. Raises what that one raises, and NobodyThere."""
        for watcher in self.watchers:
            watcher(method, url, body)
        host = urlsplit(url).hostname or ""
        for company in self.companies:
            if host in company.hosts:
                return company.answer(method, url, headers, body)
        raise NobodyThere(_NOT_HERE)

    @property
    def never_arrived(self) -> tuple[type[Exception], ...]:
        """What is raised for a call that came to nobody."""
        return (NobodyThere, *(each for company in self.companies for each in company.never_arrived))

    @property
    def unanswered(self) -> tuple[type[Exception], ...]:
        """What is raised for a call whose answer is lost."""
        return tuple(each for company in self.companies for each in company.unanswered)


def route_of(name: str, chance: Chance, settings: Mapping[str, str]) -> ServerRoute:
    """The route of this name, as the settings of a room want its companies. Raises UnknownRoute."""
    makers: Mapping[str, Callable[[], Company]] = {
        PPRO: lambda: PproCompany(chance, separate_captures=settings.get("PPRO_SEPARATE_CAPTURES") == "true"),
        AMAZON_PAY_V2: lambda: _amazon_pay(chance, settings.get("AMAZON_PAY_REGION") or "us"),
    }
    names = [each.strip() for each in name.split(",") if each.strip()]
    unknown = [each for each in names if each not in makers]
    if unknown or not names:
        raise UnknownRoute(f"no route is called {(unknown or [name])[0]!r}; there are {', '.join(ROUTES)}")
    return ServerRoute([makers[each]() for each in names])


def _amazon_pay(chance: Chance, region: str) -> Company:
    # Only who signs needs what signs.
    from simulator.stage.amazon_pay_company import AmazonPayCompany  # noqa: PLC0415

    return AmazonPayCompany(chance, region=region)
