"""A shop to test: talk to it, let Amazon Pay answer as you like, and look at what was stored and charged."""

import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from typing import Any

from simulator.alexa.screen_content import Shown
from simulator.alexa_api.service import Notice
from simulator.amazon_pay.ledger import Ledger
from simulator.cloud.events import PutEvent
from simulator.cloud.mail import Letter
from simulator.customers import Consent
from simulator.script.acts import Done
from simulator.script.screen_acts import screen_in, touch_line
from simulator.stage.back_office import BackOffice
from simulator.stage.companies import Company, Purse
from simulator.stage.rehearsal import Rehearsal
from simulator.stage.stage import Stage
from simulator.testing.replies import Reply
from simulator.testing.talks import Talk

# As in talks: a failure points at the line of the test.
__tracebackhide__ = True
__unittest = True


class Shop(Talk):
    """One skill with tables of its own, pretend Alexa, pretend Amazon Pay, and the customers who come.

    Whatever the skill raises, and whatever Alexa would refuse, is Disappointed.
    """

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.room: Rehearsal = stage.room
        self._stage = stage

    def __repr__(self) -> str:
        speaker = self.room.speaker
        return f"<Shop: {speaker.customer.name} at {speaker.device.name}, {len(self.room.turns)} turns so far>"

    # The customer

    def say(self, *utterances: str) -> Reply:
        """The customer says one thing after the other; return what came of the last one."""
        if any(words.lstrip()[:1] in ("", "!", ">", "#") for words in utterances):
            raise ValueError("say takes what a customer says; !commands and > expectations go to do()")
        return self.do(*utterances)

    def intend(self, name: str, **slots: str) -> Reply:
        """The customer means this intent, in whatever words; slots as SLOT=VALUE or SLOT=ID."""
        return self.do(_line("!intent", name, *(f"{slot}={value}" for slot, value in slots.items())))

    def touch(self, *arguments: object) -> Reply:
        """The customer touches the screen, and the document sends these arguments."""
        return self._act(touch_line(arguments), lambda room: Done(room.touch(*arguments)))

    def press(self, label: str) -> Reply:
        """The customer touches the button with these words on the screen."""
        return self.do(_line("!press", *label.split()))

    def silence(self) -> Reply:
        """The customer says nothing: hears the question again, or the session ends."""
        asked_again: list[str] = []

        def wait(room: Rehearsal) -> Done:
            heard = room.silence()
            if not isinstance(heard, str):
                return Done(heard)
            asked_again.append(heard)
            return Done(note=f'Alexa asks again: "{heard}"')

        reply = self._act("!silence", wait)
        return Reply(reply.turns, asked_again[0]) if asked_again else reply

    def leave(self) -> Reply:
        """The customer walks away from the open session."""
        return self.do("!leave")

    def send(self, event: dict[str, Any]) -> Reply:
        """Hand the skill any event, as it stands."""
        return self._act("# an event that the test made", lambda room: Done(room.send(event)))

    def switch_to(
        self,
        *,
        customer: str | None = None,
        device: str | None = None,
        kind: str | None = None,
        locale: str | None = None,
    ) -> None:
        """From now on this customer speaks, to this device.

        Who is new comes into being with consent; what is new is a speaker (or a show, spot or tv) in the locale of
        the device before.
        """
        if customer is not None:
            self.do(_line("!customer", customer))
        if device or kind or locale:
            name = device or self.room.speaker.device.name
            self.do(_line("!device", name, *filter(None, (kind, locale))))

    @contextmanager
    def speaking(
        self,
        *,
        customer: str | None = None,
        device: str | None = None,
        kind: str | None = None,
        locale: str | None = None,
    ) -> Iterator[None]:
        """Switch as `switch_to` does, until the block ends."""
        before = self.room.speaker
        self.switch_to(customer=customer, device=device, kind=kind, locale=locale)
        try:
            yield
        finally:
            self.switch_to(customer=before.customer.name, device=before.device.name)

    def consent(self, consent: Consent | str) -> None:
        """The customer changes the permission in the Alexa app: granted, denied, absent, others (only)."""
        self.do(_line("!consent", str(consent)))

    def disable(self) -> None:
        """The customer disables the skill; should they come back, the skill sees another id."""
        self.do("!skill disabled")

    def enable(self) -> None:
        """The customer enables the skill, and allows it to ask Amazon Pay for them."""
        self.do("!skill enabled")

    def voice_purchasing(self, *, on: bool) -> None:
        """The customer switches voice purchasing in the Alexa app."""
        self.do(f"!voice-purchasing {'on' if on else 'off'}")

    # Amazon Pay

    def pay(self, *outcomes: str) -> None:
        """Order outcomes of Amazon Pay's next answers, by name or in words: "decline InvalidPaymentMethod hard".

        `python -m simulator outcomes` lists them.
        """
        self.do(_line("!pay", *" ".join(outcomes).split()))

    def repair_wallet(self) -> None:
        """The customer mends the payment method at Amazon."""
        self.do("!wallet repair")

    def break_wallet(self) -> None:
        """The customer's payment method is of no use any more."""
        self.do("!wallet break")

    def agreement(self, state: str) -> None:
        """Put the customer's agreement into a state: open, suspended, canceled, closed, draft."""
        self.do(_line("!agreement", state))

    def address(self, **members: str) -> None:
        """Change members of the customer's address at Amazon, such as city=; an empty one is taken away."""
        self.do(_line("!address", *(f"{name}={value}" for name, value in members.items())))

    def limit(self, amount: Decimal | int | str, currency: str = "USD") -> None:
        """Let an agreement carry no more than this in a calendar month; "none" is without end."""
        self.do(_line("!limit", str(amount), currency))

    def deliver(self) -> Reply:
        """The oldest answer that was kept back comes after all."""
        return self.do("!deliver")

    def redeliver(self) -> Reply:
        """The last answer comes again, word for word."""
        return self.do("!redeliver")

    # Behind the voice, in rooms with a route of the server

    def link(self, *words: str, **details: str) -> Reply:
        """The customer links in the Alexa app: "without payment", or what they do at the company."""
        return self.do(_line("!link", *" ".join(words).split(), *(f"{name}={it}" for name, it in details.items())))

    def unlink(self) -> None:
        """The customer unlinks in the Alexa app."""
        self.do("!unlink")

    def wait(self, span: str) -> None:
        """Let time pass with all that the clock does meanwhile: "1 month", "3 days"."""
        self.do(_line("!wait", *span.split()))

    def merchant(self, do: str, **request: Any) -> dict[str, Any]:  # noqa: ANN401 - as the desk takes it
        """Let the merchant do something at the desk, and be sure of it: do="ship", order=..., tracking=..."""
        return self.desk({"do": do, "confirm": True, **request})

    @property
    def desk(self) -> Callable[[dict[str, Any]], dict[str, Any]]:
        """What answers the merchant's requests, as JSON; on Alexa's route, too."""
        return self._stage.desk

    @property
    def back_office(self) -> BackOffice:
        """All that happens behind the voice."""
        return self.room.office

    @property
    def company(self) -> Company:
        """The first payment company of the route: order what goes wrong there."""
        return self.room.office.company

    @property
    def purse(self) -> Purse:
        """What really moved at the companies: the truth, whatever their answers said."""
        return self.room.office.purse

    @property
    def mail(self) -> list[Letter]:
        """The letters that customers got."""
        return self.room.office.doors.mail.letters

    @property
    def notices(self) -> list[Notice]:
        """What chimed at customers' devices, of those who allowed it with `!notices on`."""
        return self.room.office.doors.alexa.notices

    @property
    def events(self) -> list[PutEvent]:
        """What came to the bus."""
        return self.room.office.doors.events.events

    # The world

    def pass_time(self, **span: float) -> None:
        """Let time pass, in the words of timedelta: days=35, hours=1."""
        self.do(f"!clock +{round(timedelta(**span).total_seconds())}s")

    def delay(self, seconds: float) -> None:
        """The skill's next answer takes so much longer; Alexa waits 8 seconds."""
        self.do(f"!slow {seconds:g}")

    def go_cold(self) -> None:
        """The next request meets a function that remembers nothing."""
        self.do("!cold")

    def crash(self, point: str) -> None:
        """The function dies in a turn to come: before-load, after-load, before-save, after-save, before-answer."""
        self.do(_line("!crash", point))

    def outage(self) -> None:
        """DynamoDB is down for the next turn."""
        self.do("!outage")

    # What there is to look at

    @property
    def orders(self) -> list[dict[str, Any]]:
        """The stored orders, as boto3 reads them from the table: of each customer by time, and then by id."""
        return self._stage.orders()

    @property
    def items(self) -> list[dict[str, Any]]:
        """Everything that is stored, as boto3 reads it."""
        return self._stage.items()

    @property
    def screen(self) -> Shown:
        """What is on the screen of the device that listens now: `.texts`, and what is `.touchable`."""
        return screen_in(self.room)

    @property
    def listening(self) -> bool:
        """Whether a session is open at the device that listens now."""
        return self.room.listening

    @property
    def ledger(self) -> Ledger:
        """What was really charged and reserved: the truth, whatever anybody's answers said."""
        return self.room.ledger

    @property
    def charged(self) -> list[str]:
        """The ledger's charges in short, oldest first: 9.00 USD."""
        return [str(charge) for charge in self.ledger.charges]


def _line(command: str, *words: str) -> str:
    return " ".join([command, *map(shlex.quote, words)])
