"""The server's doors in a room, each opened by `voicetill.wiring`, as its function does, with doubles around."""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from random import Random
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from simulator.alexa_api.service import AlexaApi
from simulator.cloud.deployment import Deployment
from simulator.cloud.events import PretendEvents
from simulator.cloud.mail import PretendMail
from simulator.cloud.queues import PretendQueues
from simulator.stage.clock import Clock
from simulator.stage.companies import TILL
from simulator.stage.route import MESSAGING, ServerRoute
from simulator.stage.web_browser import Shown, Visit

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Door = Callable[[Any, Any], Any]
"""What Lambda calls: with an event and its context."""

_BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_SECRET_LENGTH = 43


def secrets_from(random: Random) -> Callable[[], str]:
    """What makes secrets out of a room's chance, in the shape that the till's own have."""
    return lambda: "".join(random.choices(_BASE64URL, k=_SECRET_LENGTH))


@dataclass
class Doors:
    """The doors of one deployment; each is opened when it is first knocked at."""

    deployment: Deployment
    client: Callable[[], "DynamoDBClient"]
    clock: Clock
    route: ServerRoute
    new_id: Callable[[], str] | None = None
    new_secret: Callable[[], str] | None = None
    files: Mapping[str, str] | None = None
    queues: PretendQueues = field(default_factory=PretendQueues)
    mail: PretendMail = field(default_factory=PretendMail)
    events: PretendEvents = field(default_factory=PretendEvents)

    @cached_property
    def alexa(self) -> AlexaApi:
        """Alexa's own services, which bring notices to customers' devices."""
        client_id, client_secret = MESSAGING
        return AlexaApi(self.clock, client_id=client_id, client_secret=client_secret)

    @cached_property
    def send(self) -> Any:  # noqa: ANN401 - a `Send` of the gateways, which nobody here may name
        """What carries calls to the companies of the room."""
        from voicetill.wiring.lines import line  # noqa: PLC0415 - loading the till is part of opening it

        route = self.route
        return line(route.answer, never_arrived=route.never_arrived, unanswered=route.unanswered)

    @property
    def outside(self) -> dict[str, Any]:
        """What stands in for the web and for AWS at every door that charges."""
        return {"send": self.send, "secrets": self.route.secret}

    @cached_property
    def web(self) -> Door:
        """Our pages, and where companies notify us."""
        from voicetill.wiring.web import open_web  # noqa: PLC0415

        with self.deployment.entered():
            return open_web(
                dynamodb=self.client(),
                clock=self.clock,
                files=self.files,
                new_id=self.new_id,
                new_secret=self.new_secret,
                **self.outside,
            )

    @cached_property
    def renewals(self) -> Door:
        """What finds the renewals that are due."""
        from voicetill.wiring.renewals import open_renewals  # noqa: PLC0415

        with self.deployment.entered():
            return open_renewals(dynamodb=self.client(), clock=self.clock, sqs=self.queues)

    @cached_property
    def renewal_worker(self) -> Door:
        """What renews."""
        from voicetill.wiring.renewals import open_renewal_worker  # noqa: PLC0415

        with self.deployment.entered():
            return open_renewal_worker(
                dynamodb=self.client(), clock=self.clock, pause=lambda seconds: None, **self.outside
            )

    @cached_property
    def settling(self) -> Door:
        """What finds out about requests for money that were not answered."""
        from voicetill.wiring.settling import open_settling  # noqa: PLC0415

        with self.deployment.entered():
            return open_settling(dynamodb=self.client(), clock=self.clock, **self.outside)

    @cached_property
    def outbox(self) -> Door:
        """What tells customers and systems what happened."""
        from voicetill.wiring.outbox import Clouds, open_outbox  # noqa: PLC0415

        with self.deployment.entered():
            return open_outbox(
                dynamodb=self.client(),
                clouds=Clouds(self.events, self.mail),
                send=self.alexa.send,
                secrets=self.route.secret,
                clock=self.clock,
                files=self.files,
            )

    @cached_property
    def merchant(self) -> Callable[[dict[str, Any]], dict[str, Any]]:
        """The desk that the merchant's people and machines ask."""
        from voicetill.wiring.ops import open_ops  # noqa: PLC0415

        with self.deployment.entered():
            return open_ops(dynamodb=self.client(), clock=self.clock, **self.outside).answer

    def visited(self, visit: Visit) -> Shown:
        """Our pages as a browser meets them."""
        parts = urlsplit(visit.url)
        event: dict[str, Any] = {
            "version": "2.0",
            "routeKey": "$default",
            "rawPath": parts.path or "/",
            "rawQueryString": parts.query,
            "headers": dict(visit.headers),
            "cookies": [f"{name}={value}" for name, value in visit.cookies.items()],
            "requestContext": {
                "domainName": urlsplit(TILL).netloc,
                "http": {"method": visit.method, "path": parts.path or "/"},
            },
            "body": base64.b64encode(visit.body).decode(),
            "isBase64Encoded": True,
        }
        told = self.web(event, None)
        return Shown(told["statusCode"], told["headers"], told["body"], tuple(told.get("cookies", ())))
