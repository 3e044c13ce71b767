"""The gateway and the pretend service with a pretend line between them, and a clock that the test moves."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from random import Random
from urllib.parse import urlsplit

from simulator.amazon_pay_v2.books import Books
from simulator.amazon_pay_v2.calls import Call
from simulator.amazon_pay_v2.service import AmazonPayV2 as PretendAmazonPay
from simulator.amazon_pay_v2.signatures import Keys
from simulator.amazon_pay_v2.troubles import Unanswered, Unreached
from tests.gateways.amazon_pay_v2.keys import LIVE_KEY_ID, OLD_KEY_ID, SANDBOX_KEY_ID, private_pem, public_pem
from voicetill.domain.errors import StoreUnavailableError
from voicetill.domain.payments import Environment
from voicetill.gateways.amazon_pay_v2.bodies import PermissionType
from voicetill.gateways.amazon_pay_v2.gateway import AmazonPayV2
from voicetill.gateways.amazon_pay_v2.throttling import Kind, Rate
from voicetill.gateways.fetching import Answered, NoAnswerError, NotConnectedError, Send

STORE_ID = "amzn1.application-oa2-client.example"
NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)

# Tests of other things must not meet the limits of calls.
UNLIMITED = dict.fromkeys(Kind, Rate(1_000_000, 1_000_000))


@dataclass
class Clock:
    """The time on both sides, and the ticks that follow from it."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def ticks(self) -> float:
        return self.now.timestamp()

    def pass_by(self, time: timedelta | float) -> None:
        self.now += time if isinstance(time, timedelta) else timedelta(seconds=time)


@dataclass
class Line:
    """Sends to the pretend service without a network; what was sent is kept."""

    service: PretendAmazonPay
    sent: list[Call] = field(default_factory=list)

    def __call__(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes = b"", *, within: float
    ) -> Answered:
        assert within > 0
        parts = urlsplit(url)
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        call = Call(method, target, {name.lower(): value for name, value in headers.items()}, body)
        self.sent.append(call)
        try:
            answer = self.service.answer(call)
        except Unreached as trouble:
            raise NotConnectedError(str(trouble)) from None
        except Unanswered as trouble:
            raise NoAnswerError(str(trouble)) from None
        return Answered(answer.status, answer.headers, answer.body)


@dataclass
class House:
    """Both sides of the line."""

    environment: Environment = Environment.SANDBOX
    region: str = "us"
    key_id: str | None = None
    permission: PermissionType = PermissionType.SAVED_WALLET
    clock: Clock = field(default_factory=Clock)
    rates: Mapping[Kind, Rate] = field(default_factory=lambda: UNLIMITED)
    share: float = 1.0
    wrapped: Callable[[Send], Send] = lambda send: send
    refusals: list[str] = field(default_factory=list)
    private_key: Callable[[], str] = private_pem
    keeper_is_down: bool = False

    @cached_property
    def service(self) -> PretendAmazonPay:
        pems = dict.fromkeys((SANDBOX_KEY_ID, LIVE_KEY_ID, OLD_KEY_ID), public_pem())
        return PretendAmazonPay(Keys(pems), Books(clock=self.clock, random=Random(1)), ticks=self.clock.ticks)

    @cached_property
    def line(self) -> Line:
        return Line(self.service)

    @cached_property
    def gateway(self) -> AmazonPayV2:
        usual = SANDBOX_KEY_ID if self.environment is Environment.SANDBOX else LIVE_KEY_ID
        return AmazonPayV2(
            public_key_id=self.key_id or usual,
            private_key=self.private_key,
            region=self.region,
            environment=self.environment,
            store_id=STORE_ID,
            send=self.wrapped(self.line),
            clock=self.clock,
            ticks=self.clock.ticks,
            permission=self.permission,
            share=self.share,
            rates=self.rates,
            key_refused=self.key_refused,
        )

    def key_refused(self) -> None:
        self.refusals.append("told")
        if self.keeper_is_down:
            raise StoreUnavailableError

    def permit(self, currency: str = "USD") -> str:
        """A permission that may be charged."""
        environment = self.environment.value.capitalize()
        return self.service.permit(kind=self.permission.value, currency=currency, environment=environment)
