"""The room where conversations happen: customers speak, pretend Alexa asks the skill, pretend Amazon Pay answers.

One utterance may give several turns: after a directive, Amazon Pay answers at once and the skill is called again.
"""

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from simulator.alexa.ears import Ears
from simulator.alexa.envelopes import Envelopes
from simulator.alexa.responses import LONGEST_WAIT
from simulator.alexa.rules import RuleBroken
from simulator.alexa.sessions import SILENCE, Alexa, connection_in
from simulator.alexa.tokens import AccessTokens
from simulator.amazon_pay.addresses import country_of
from simulator.amazon_pay.buyer_service import Call
from simulator.amazon_pay.buyers import Buyer
from simulator.amazon_pay.ledger import Ledger
from simulator.amazon_pay.service import AmazonPay
from simulator.cloud.parameters import SWITCH
from simulator.cloud.shop import SANDBOX_EMAIL, SELLER_ID, SKILL_ID
from simulator.cloud.wire import CRASH_POINTS, FunctionDied
from simulator.customers import Consent, Customer, Device, Speaker
from simulator.language.interaction_model import InteractionModel, read_models
from simulator.stage.buyer_api import BuyerApi
from simulator.stage.clock import Clock
from simulator.stage.function import Handler, SkillFunction
from simulator.stage.invocation import Answered, SkillCrashed, invoke
from simulator.stage.post import Letter, Post
from simulator.stage.turns import Turn, turn_of, unanswered

if TYPE_CHECKING:
    from simulator.stage.back_office import BackOffice

MOST_REPEATS = 3
"""So often a skill event is sent again that the skill did not answer."""

LONGEST_EXCHANGE = 20
"""How many turns one utterance may cause; more is a skill and a payment service that never come to an end."""

FIRST_CUSTOMER, FIRST_DEVICE = "first customer", "kitchen"
"""Who speaks, and through what, before anything else is said."""

INVALID_RESPONSE, ENDPOINT_TIMEOUT = "INVALID_RESPONSE", "ENDPOINT_TIMEOUT"
"""What Alexa says is wrong when it gives a session up."""


class CannotBeDone(Exception):  # noqa: N818 - reads as a plain fact
    """Raised for a tester's wish that this room cannot fulfil, as it was built around other parts."""


@dataclass(frozen=True)
class Attempt:
    """A request, and what the skill made of it before Alexa refused it; None when nothing came back."""

    utterance: str | None
    request: dict[str, Any]
    response: object = None


@dataclass
class Rehearsal:
    """One skill, one Alexa, one Amazon Pay, and as many customers and devices as are named."""

    handler: Handler
    models: Mapping[str, InteractionModel] = field(default_factory=read_models)
    clock: Callable[[], datetime] = field(default_factory=Clock)
    random: Random = field(default_factory=Random)
    skill_id: str = SKILL_ID
    seller_id: str = SELLER_ID
    sandbox_email: str = SANDBOX_EMAIL
    ears: Ears | None = None
    """What understands the models, where several rooms share it; None for one's own."""

    back_office: "BackOffice | None" = None
    """What happens behind the voice; None where Amazon Pay is asked through Alexa, and there is nothing else."""

    turns: list[Turn] = field(default_factory=list)
    refused: Attempt | None = None
    """The attempt behind the exception that was raised last."""

    def __post_init__(self) -> None:
        tokens = AccessTokens(self.clock, self.random)
        envelopes = Envelopes(self.skill_id, self.clock, self.random, tokens, linked=self._linked)
        self.alexa = Alexa(envelopes, self.models, ears=self.ears)
        self.amazon_pay = AmazonPay(
            seller_ids=frozenset({self.seller_id}),
            sandbox_emails=frozenset({self.sandbox_email}),
            clock=self.clock,
            random=self.random,
        )
        self.buyer_api = BuyerApi(self.amazon_pay, tokens)
        self.speaker = Speaker(Customer(FIRST_CUSTOMER), Device(FIRST_DEVICE))
        self.customers = {self.speaker.customer.name: self.speaker.customer}
        self.devices = {self.speaker.device.name: self.speaker.device}
        self._post = Post()
        self._delay = timedelta()

    @property
    def buyer(self) -> Buyer:
        """The Amazon account of the customer who is speaking."""
        return self.amazon_pay.buyer(self.speaker.customer.amazon_id)

    @property
    def home(self) -> dict[str, str]:
        """Where the customer who is speaking has goods sent."""
        return self.buyer.lives_at(country_of(self.speaker.device.locale))

    @property
    def office(self) -> "BackOffice":
        """The back office. Raises CannotBeDone in a room that has none."""
        if self.back_office is None:
            raise CannotBeDone(
                "this room has no back office: it pays through Alexa; open one with a route (--route ppro)"
            )
        return self.back_office

    @property
    def ledger(self) -> Ledger:
        """What was really charged: by Amazon Pay, or on the server's route by the companies there."""
        return self.amazon_pay.ledger if self.back_office is None else self.back_office.purse.ledger()

    @property
    def kept_back(self) -> int:
        """How many answers have not been delivered."""
        return self._post.kept_back

    @property
    def listening(self) -> bool:
        """Whether a session is open at the device."""
        return self.alexa.listens(self.speaker)

    def switch_to(self, *, customer: str | None = None, device: Device | str | None = None) -> Speaker:
        """From now on this customer speaks, to this device; who is new comes into being, with consent."""
        person, echo = self.speaker.customer, self.speaker.device
        if customer is not None:
            person = self.customers.setdefault(customer, Customer(customer))
        if isinstance(device, Device):
            echo = self.devices[device.name] = device
        elif device is not None:
            echo = self.devices.setdefault(device, Device(device, locale=echo.locale))
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

    def tell(self, event: str, body: Mapping[str, Any]) -> list[Turn]:
        """Alexa tells the skill of something that happened in the app."""
        return self._exchange(None, self.alexa.event(self.speaker, event, body))

    def silence(self) -> list[Turn] | str:
        """The customer says nothing: Alexa repeats the question in these words, or ends the session in a turn."""
        heard = self.alexa.silence(self.speaker)
        return heard if isinstance(heard, str) else self._exchange(None, heard)

    def touch(self, *arguments: Any) -> list[Turn]:  # noqa: ANN401 - whatever the document sends
        """The customer touches the screen, and the document sends these arguments."""
        return self._exchange(None, self.alexa.touch(self.speaker, list(arguments)))

    def pay(self, *outcomes: str) -> None:
        """Order outcomes of Amazon Pay's next answers, by name."""
        for name in outcomes:
            self.amazon_pay.order(name)

    def consent(self, consent: Consent) -> None:
        """The customer changes the permission in the Alexa app."""
        self.speaker.customer.consent = consent

    def disable(self) -> list[Turn]:
        """The customer disables the skill in the Alexa app: it is told, and all that it was allowed is over.

        Should they come back, they come under another id (ASK "Skill Events in Alexa Skills").
        """
        customer = self.speaker.customer
        if self.back_office is not None:
            self.back_office.app.forget(customer)
        customer.consent = Consent.ABSENT
        told = self.alexa.event(self.speaker, "AlexaSkillEvent.SkillDisabled", {})
        customer.returns += 1
        return self._exchange(None, told)

    def enable(self) -> list[Turn]:
        """The customer enables the skill in the Alexa app, and allows it to ask Amazon Pay for them."""
        self.speaker.customer.consent = Consent.GRANTED
        return self.tell("AlexaSkillEvent.SkillEnabled", {})

    def voice_purchasing(self, *, on: bool) -> None:
        """The customer switches voice purchasing in the Alexa app."""
        self.speaker.customer.voice_purchasing = on

    def deliver(self) -> list[Turn]:
        """The oldest answer that was kept back comes after all. Raises NothingToDeliver."""
        self._post.bring_late()
        return self._deliver_post()

    def redeliver(self) -> list[Turn]:
        """The last answer that was delivered comes again: the very same request. Raises NothingToDeliver."""
        self._post.bring_again()
        return self._deliver_post()

    def turn_switch(self, stands: str) -> None:
        """The merchant turns the switch, and a minute passes, after which every function has seen it.

        Raises CannotBeDone in a room whose skill, or whose clock, is somebody else's.
        """
        parameters = self._function().parameters
        self.pass_time(timedelta(minutes=1))
        parameters.put_parameter(Name=SWITCH, Value=stands, Type="String", Overwrite=True)

    def pass_time(self, time: timedelta) -> None:
        """Let time pass. Raises CannotBeDone in a room whose clock is somebody else's."""
        if not isinstance(self.clock, Clock):
            raise CannotBeDone("the clock of this room was handed in, and only its owner moves it")
        self.clock.move(time)

    def delay(self, time: timedelta) -> None:
        """Let the next answer of the skill seem to take this much longer."""
        self._delay = time

    def go_cold(self) -> None:
        """The next request meets a function that remembers nothing. Raises CannotBeDone."""
        self._function().go_cold()

    def crash(self, point: str) -> None:
        """Let the function die at this point (`CRASH_POINTS`) of a turn to come. Raises CannotBeDone."""
        self._function().wire.die_at(CRASH_POINTS[point])

    def outage(self) -> None:
        """Let DynamoDB be down for the next turn. Raises CannotBeDone."""
        self._function().wire.go_down()

    def _linked(self, customer: Customer) -> str:
        return self.back_office.app.token(customer) if self.back_office is not None else ""

    def _function(self) -> SkillFunction:
        if not isinstance(self.handler, SkillFunction):
            raise CannotBeDone(
                "this room was built around a plain handler: it cannot go cold, and has no wire to cut"
            )
        return self.handler

    def _exchange(self, utterance: str | None, request: dict[str, Any]) -> list[Turn]:
        turns = self._call(utterance, Letter(self.speaker, request))
        return [*turns, *self._deliver_post()]

    def _deliver_post(self) -> list[Turn]:
        """Deliver in the order of posting, until nothing more comes of it."""
        turns: list[Turn] = []
        for letter in self._post.deliveries():
            if len(turns) >= LONGEST_EXCHANGE:
                raise RuleBroken("a conversation gives the customer a word now and then", f"{len(turns)} turns")
            turns += self._call(None, letter)
        return turns

    def _call(self, utterance: str | None, letter: Letter) -> list[Turn]:
        """Ask the skill once, and post what Amazon Pay answers to its directive."""
        if letter.cold and isinstance(self.handler, SkillFunction):
            self.handler.go_cold()
        letter = replace(letter, request=copy.deepcopy(letter.request))
        self.refused = Attempt(utterance, letter.request)
        delay, self._delay = self._delay.total_seconds(), timedelta()
        asked_before = len(self.buyer_api.service.calls)
        try:
            answered = invoke(self.handler, letter.request)
        except FunctionDied as death:
            if _comes_again(letter):
                return self._sent_again(letter, trouble=str(death))
            return self._left_alone(letter, utterance, trouble=str(death))
        except SkillCrashed as crash:
            if _comes_again(letter):
                return self._sent_again(letter, trouble=str(crash))
            self.alexa.gives_up(letter.speaker, INVALID_RESPONSE, str(crash), request=letter.request)
            raise
        if delay and answered.seconds + delay > LONGEST_WAIT:
            # No measured time: it goes into a request, and a conversation has to repeat to the letter.
            trouble = f"Alexa waits {LONGEST_WAIT:g} seconds, and the answer came later"
            return self._left_alone(letter, utterance, trouble=trouble)
        return [self._taken(letter, utterance, answered, self.buyer_api.calls_since(asked_before))]

    def _left_alone(self, letter: Letter, utterance: str | None, *, trouble: str) -> list[Turn]:
        """No answer, as a tester wanted it: the session is over, and the skill is told so."""
        turn = unanswered(utterance, letter.request, trouble=trouble)
        self.turns.append(turn)
        ended = self.alexa.gives_up(letter.speaker, ENDPOINT_TIMEOUT, trouble, request=letter.request)
        return [turn, *(self._call(None, replace(letter, request=ended, cold=False)) if ended else [])]

    def _sent_again(self, letter: Letter, *, trouble: str) -> list[Turn]:
        """A skill event that was not answered comes again, word for word."""
        turn = unanswered(None, letter.request, trouble=trouble)
        self.turns.append(turn)
        self.refused = None
        return [turn, *self._call(None, replace(letter, cold=False, repeats=letter.repeats + 1))]

    def _taken(self, letter: Letter, utterance: str | None, answered: Answered, asked: Sequence[Call]) -> Turn:
        """Alexa takes the answer. Raises RuleBroken."""
        self.refused = Attempt(utterance, letter.request, answered.response)
        response = self.alexa.take(letter.speaker, letter.request, answered.response, seconds=answered.seconds)
        self.refused = None
        turn = turn_of(
            utterance,
            letter.request,
            response,
            ended=not self.alexa.listens(letter.speaker),
            seconds=answered.seconds,
            calls=self.handler.wire.calls if isinstance(self.handler, SkillFunction) else (),
            asked=asked,
        )
        self.turns.append(turn)
        if (directive := connection_in(response)) is not None:
            self._pass_on(letter.speaker, directive)
        return turn

    def _pass_on(self, speaker: Speaker, directive: Mapping[str, Any]) -> None:
        if directive["type"] != "Connections.SendRequest" or directive["name"] not in ("Setup", "Charge"):
            return
        customer = speaker.customer
        reply = self.amazon_pay.answer(
            directive,
            user_id=customer.amazon_id,
            consent=customer.consent,
            voice_purchasing=customer.voice_purchasing,
            locale=speaker.device.locale,
        )
        self._post.hand_in(Letter(speaker, self.alexa.answer(speaker, reply.body)), reply.delivery)


def _comes_again(letter: Letter) -> bool:
    """Whether Alexa sends it again where it was not answered: skill events, for a while."""
    kind = str(letter.request.get("request", {}).get("type", ""))
    return kind.startswith("AlexaSkillEvent.") and letter.repeats < MOST_REPEATS
