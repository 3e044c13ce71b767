"""The server's doors in a room, each opened by `voicetill.wiring`, as its function does, with doubles around."""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from random import Random
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from simulator.alexa_api.service import AlexaApi
from simulator.cloud.crossings import Aws, Outside, Service
from simulator.cloud.deployment import Deployment
from simulator.cloud.events import PretendEvents
from simulator.cloud.mail import PretendMail
from simulator.cloud.parameters import NAMED_BY, SWITCH, PretendParameters
from simulator.cloud.queues import PretendQueues
from simulator.stage.clock import Clock
from simulator.stage.companies import TILL
from simulator.stage.crossing import Door, PretendSecrets, alexa_send, company_answers
from simulator.stage.route import MESSAGING, ServerRoute
from simulator.stage.web_browser import Shown, Visit

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_SECRET_LENGTH = 43


def secrets_from(random: Random) -> Callable[[], str]:
    """What makes secrets out of a room's chance, in the shape that the till's own have."""
    return lambda: "".join(random.choices(_BASE64URL, k=_SECRET_LENGTH))


@dataclass
class Doors:
    """The doors of one deployment; each is opened when it is first knocked at.

    `client` makes a client of DynamoDB, with botocore's configuration where one is given. With an `outside` every
    call that leaves a door goes through it, and every client is as patient as the cloud's own.
    """

    deployment: Deployment
    client: Callable[..., "DynamoDBClient"]
    clock: Clock
    route: ServerRoute
    new_id: Callable[[], str] | None = None
    new_secret: Callable[[], str] | None = None
    files: Mapping[str, str] | None = None
    queues: PretendQueues = field(default_factory=PretendQueues)
    mail: PretendMail = field(default_factory=PretendMail)
    events: PretendEvents = field(default_factory=PretendEvents)
    outside: Outside | None = None
    parameters: PretendParameters = field(default_factory=PretendParameters)

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
        answers = company_answers(route, self.outside) if self.outside else route.answer
        return line(answers, never_arrived=route.never_arrived, unanswered=route.unanswered)

    def around(self) -> dict[str, Any]:
        """What stands in for the web and for AWS at every door that charges; a cold one has fetched no secret."""
        return {"send": self.send, "secrets": self._secrets()}

    def _secrets(self) -> Any:  # noqa: ANN401 - `Secrets` of the wiring
        if self.outside is None:
            return self.route.secret
        from voicetill.wiring.providers import secrets_manager  # noqa: PLC0415

        return secrets_manager(client=self._aws(PretendSecrets(self.route), Service.SECRETS), clock=self.clock)

    def _aws(self, client: Any, service: Service) -> Any:  # noqa: ANN401 - of boto3's shapes
        return Aws(client, service, self.outside) if self.outside else client

    def _patience(self) -> dict[str, Any]:
        """Where troubles are rehearsed, the office tries as often as in the cloud, but without waiting."""
        return {"pause": lambda seconds: None} if self.outside else {}

    def _door(self, name: str, opening: Callable[[], Any]) -> Door:
        def opened() -> Any:  # noqa: ANN401 - a handler of Lambda's
            with self.deployment.entered(**{NAMED_BY: SWITCH}):
                return opening()

        return Door(name, opened, self.outside)

    @cached_property
    def web(self) -> Door:
        """Our pages, and where companies notify us."""

        def opening() -> Any:  # noqa: ANN401 - a handler of Lambda's
            from voicetill.wiring.web import open_web  # noqa: PLC0415

            return open_web(
                dynamodb=self.client(),
                clock=self.clock,
                files=self.files,
                new_id=self.new_id,
                new_secret=self.new_secret,
                ssm=self.parameters,
                **self.around(),
            )

        return self._door("web", opening)

    @cached_property
    def renewals(self) -> Door:
        """What finds the renewals that are due."""

        def opening() -> Any:  # noqa: ANN401 - a handler of Lambda's
            from voicetill.wiring.renewals import open_renewals  # noqa: PLC0415

            sqs = self._aws(self.queues, Service.QUEUE)
            return open_renewals(dynamodb=self.client(), clock=self.clock, sqs=sqs, ssm=self.parameters)

        return self._door("renewals", opening)

    @cached_property
    def renewal_worker(self) -> Door:
        """What renews."""

        def opening() -> Any:  # noqa: ANN401 - a handler of Lambda's
            from voicetill.wiring.renewals import open_renewal_worker  # noqa: PLC0415

            return open_renewal_worker(
                dynamodb=self.client(),
                clock=self.clock,
                pause=lambda seconds: None,
                ssm=self.parameters,
                **self.around(),
            )

        return self._door("renewal_worker", opening)

    @cached_property
    def settling(self) -> Door:
        """What finds out about requests for money that were not answered."""

        def opening() -> Any:  # noqa: ANN401 - a handler of Lambda's
            from voicetill.wiring.settling import open_settling  # noqa: PLC0415

            return open_settling(
                dynamodb=self.client(),
                clock=self.clock,
                ssm=self.parameters,
                **self._patience(),
                **self.around(),
            )

        return self._door("settling", opening)

    @cached_property
    def outbox(self) -> Door:
        """What tells customers and systems what happened."""

        def opening() -> Any:  # noqa: ANN401 - a handler of Lambda's
            from voicetill.wiring.outbox import Clouds, open_outbox  # noqa: PLC0415

            events, mail = self._aws(self.events, Service.BUS), self._aws(self.mail, Service.MAIL)
            send = alexa_send(self.alexa.send, self.outside) if self.outside else self.alexa.send
            return open_outbox(
                dynamodb=self.client(),
                clouds=Clouds(events, mail),
                send=send,
                secrets=self._secrets(),
                clock=self.clock,
                files=self.files,
            )

        return self._door("outbox", opening)

    @cached_property
    def merchant(self) -> Callable[[dict[str, Any]], dict[str, Any]]:
        """The desk that the merchant's people and machines ask."""

        def opening() -> Any:  # noqa: ANN401 - a handler of Lambda's
            from voicetill.wiring.ops import PATIENCE, open_ops  # noqa: PLC0415

            client = self.client(PATIENCE) if self.outside else self.client()
            return open_ops(
                dynamodb=client, clock=self.clock, ssm=self.parameters, **self._patience(), **self.around()
            ).answer

        return self._door("merchant", opening)

    def warm_up(self) -> None:
        """Open every door before anybody knocks, so that nobody has to wait for it later."""
        for door in (self.web, self.renewals, self.renewal_worker, self.settling, self.outbox):
            door.warm_up()

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
