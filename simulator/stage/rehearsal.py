"""The room where conversations happen: customers speak, pretend Alexa asks the skill, pretend Amazon Pay answers.

One utterance may give several turns: after a directive, Amazon Pay answers at once and the skill is called again.
"""

import copy
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any

from simulator.alexa.envelopes import Envelopes, request_in
from simulator.alexa.rules import RuleBroken
from simulator.alexa.sessions import SILENCE, Alexa, connection_in
from simulator.amazon_pay.buyers import Buyer
from simulator.amazon_pay.outcomes import Delivery
from simulator.amazon_pay.service import AmazonPay
from simulator.cloud.shop import SANDBOX_EMAIL, SELLER_ID, SKILL_ID
from simulator.customers import Consent, Customer, Device, Speaker
from simulator.language.interaction_model import InteractionModel, read_models
from simulator.stage.turns import Turn, turn_of

Handler = Callable[[dict[str, Any], object], object]
LONGEST_EXCHANGE = 20
"""How many turns one utterance may cause; more is a skill and a payment service that never come to an end."""


class SkillCrashed(Exception):  # noqa: N818 - reads as a plain fact
    """Raised when the skill raised: Lambda would have answered nothing."""


class NothingToDeliver(Exception):  # noqa: N818 - reads as a plain fact
    """Raised when an answer is to be delivered, or delivered again, and there is none."""


@dataclass(frozen=True)
class LambdaContext:
    """What Lambda tells a function about its call."""

    aws_request_id: str
    function_name: str = "SkillFunction"
    function_version: str = "$LATEST"
    memory_limit_in_mb: int = 512

    @property
    def invoked_function_arn(self) -> str:
        """The function's address."""
        return f"arn:aws:lambda:us-east-1:000000000000:function:{self.function_name}"

    def get_remaining_time_in_millis(self) -> int:
        """Alexa waits 8 seconds."""
        return 8000


@dataclass(frozen=True)
class Letter:
    """An answer of Amazon Pay on its way to the skill, through the device that asked."""

    speaker: Speaker
    request: dict[str, Any]


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Rehearsal:
    """One skill, one Alexa, one Amazon Pay, and as many customers and devices as are named."""

    handler: Handler
    models: Mapping[str, InteractionModel] = field(default_factory=read_models)
    clock: Callable[[], datetime] = _now
    random: Random = field(default_factory=Random)
    skill_id: str = SKILL_ID
    seller_id: str = SELLER_ID
    sandbox_email: str = SANDBOX_EMAIL
    turns: list[Turn] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.alexa = Alexa(Envelopes(self.skill_id, self.clock, self.random), self.models)
        self.amazon_pay = AmazonPay(
            seller_ids=frozenset({self.seller_id}),
            sandbox_emails=frozenset({self.sandbox_email}),
            clock=self.clock,
            random=self.random,
        )
        self.speaker = Speaker(Customer("first customer"), Device("kitchen"))
        self._customers = {self.speaker.customer.name: self.speaker.customer}
        self._devices = {self.speaker.device.name: self.speaker.device}
        self._post: deque[Letter] = deque()
        self._kept_back: deque[Letter] = deque()
        self._last_answer: Letter | None = None

    @property
    def buyer(self) -> Buyer:
        """The Amazon account of the customer who is speaking."""
        return self.amazon_pay.buyer(self.speaker.customer.user_id)

    @property
    def kept_back(self) -> int:
        """How many answers have not been delivered."""
        return len(self._kept_back)

    @property
    def listening(self) -> bool:
        """Whether a session is open at the device."""
        return self.alexa.listens(self.speaker)

    def switch_to(self, *, customer: str | None = None, device: Device | str | None = None) -> Speaker:
        """From now on this customer speaks, to this device; who is new comes into being, with consent."""
        person, echo = self.speaker.customer, self.speaker.device
        if customer is not None:
            person = self._customers.setdefault(customer, Customer(customer))
        if isinstance(device, Device):
            echo = self._devices[device.name] = device
        elif device is not None:
            echo = self._devices.setdefault(device, Device(device, locale=echo.locale))
        self.speaker = Speaker(person, echo)
        return self.speaker

    def say(self, utterance: str) -> list[Turn]:
        """The customer says this."""
        return self._exchange(utterance, self.alexa.hear(self.speaker, utterance))

    def intend(self, name: str, **values: str) -> list[Turn]:
        """The customer means this intent, in whatever words."""
        words = " ".join(["!intent", name, *(f"{slot}={value}" for slot, value in values.items())])
        return self._exchange(words, self.alexa.intend(self.speaker, name, values))

    def leave(self, *, reason: str = SILENCE) -> list[Turn]:
        """The customer walks away from the open session, or says so."""
        return self._exchange(None, self.alexa.leave(self.speaker, reason=reason))

    def send(self, event: dict[str, Any]) -> list[Turn]:
        """Hand the skill any event, as it stands."""
        return self._exchange(None, event)

    def pay(self, *outcomes: str) -> None:
        """Order outcomes of Amazon Pay's next answers, by name."""
        for name in outcomes:
            self.amazon_pay.order(name)

    def consent(self, consent: Consent) -> None:
        """The customer changes the permission in the Alexa app."""
        self.speaker.customer.consent = consent

    def deliver(self) -> list[Turn]:
        """The oldest answer that was kept back comes after all."""
        if not self._kept_back:
            raise NothingToDeliver("no answer is kept back")
        self._post.append(self._kept_back.popleft())
        return self._deliver_post()

    def redeliver(self) -> list[Turn]:
        """The last answer that was delivered comes again: the very same request."""
        if self._last_answer is None:
            raise NothingToDeliver("Amazon Pay has not answered yet")
        self._post.append(self._last_answer)
        return self._deliver_post()

    def _exchange(self, utterance: str | None, request: dict[str, Any]) -> list[Turn]:
        turn = self._call(utterance, Letter(self.speaker, request))
        return [turn, *self._deliver_post()]

    def _deliver_post(self) -> list[Turn]:
        """Deliver in the order of posting, until nothing more comes of it."""
        turns: list[Turn] = []
        while self._post:
            if len(turns) == LONGEST_EXCHANGE:
                raise RuleBroken("a conversation gives the customer a word now and then", f"{len(turns)} turns")
            letter = self._last_answer = self._post.popleft()
            turns.append(self._call(None, letter))
        return turns

    def _call(self, utterance: str | None, letter: Letter) -> Turn:
        """Ask the skill once, and post what Amazon Pay answers to its directive."""
        request = copy.deepcopy(letter.request)
        context = LambdaContext(aws_request_id=str(request_in(request).get("requestId", "")))
        try:
            answered = self.handler(copy.deepcopy(request), context)
        except Exception as error:
            raise SkillCrashed(f"the skill raised {type(error).__name__}: {error}") from error
        response = self.alexa.take(letter.speaker, request, answered)
        turn = turn_of(utterance, request, response, ended=not self.alexa.listens(letter.speaker))
        self.turns.append(turn)
        if (directive := connection_in(response)) is not None:
            self._pass_on(letter.speaker, directive)
        return turn

    def _pass_on(self, speaker: Speaker, directive: Mapping[str, Any]) -> None:
        if directive["type"] != "Connections.SendRequest" or directive["name"] not in ("Setup", "Charge"):
            return
        customer = speaker.customer
        reply = self.amazon_pay.answer(directive, user_id=customer.user_id, consent=customer.consent)
        letter = Letter(speaker, self.alexa.answer(speaker, reply.body))
        if reply.delivery in (Delivery.LATE, Delivery.NEVER):
            self._kept_back.append(letter)
        else:
            self._post.extend([letter] * (2 if reply.delivery is Delivery.TWICE else 1))
