"""What a visitor can choose from, besides speaking: each choice is a line of the conversation's own grammar."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count

from simulator.amazon_pay.buyer_service import ON_DEMAND
from simulator.amazon_pay.buyers import SUSPENDED
from simulator.amazon_pay.outcomes import OUTCOMES, Outcome
from simulator.cloud.wire import CRASH_POINTS
from simulator.customers import KINDS, Consent, Device
from simulator.script.suggestions import asks_yes_or_no
from simulator.stage.rehearsal import Rehearsal
from simulator.stage.turns import Turn

HARD_DECLINE = "declined-invalid-payment-method-hard"


@dataclass(frozen=True)
class Choice:
    """A line to send, the words that stand for it, and whether it is how things are now."""

    line: str
    label: str
    chosen: bool = False


CONSENTS: Mapping[Consent, str] = {
    Consent.GRANTED: "granted",
    Consent.DENIED: "denied",
    Consent.ABSENT: "never asked",
    Consent.OTHERS: "other things only",
}


def customers(room: Rehearsal) -> list[Choice]:
    """Everybody who has spoken here, and one more."""
    present = room.speaker.customer.name
    known = [Choice(f"!customer {shlex.quote(name)}", name, name == present) for name in room.customers]
    somebody = next(name for number in count(2) if (name := f"customer-{number}") not in room.customers)
    return [*known, Choice(f"!customer {somebody}", "somebody new")]


def devices(room: Rehearsal) -> list[Choice]:
    """The devices of the house, and one of each other kind."""
    present = room.speaker.device
    there = [Choice(f"!device {shlex.quote(name)}", name, name == present.name) for name in room.devices]
    kinds = {kind_of(device) for device in room.devices.values()}
    more = [Choice(f"!device {kind}", f"a {kind}") for kind in KINDS if kind not in kinds | set(room.devices)]
    return there + more


def kind_of(device: Device) -> str:
    """Which kind of device it is; one that was put together by hand is a speaker, or a show if it has a screen."""
    for kind in KINDS.values():
        if (kind.interfaces, kind.viewport) == (device.interfaces, device.viewport):
            return kind.name
    return "show" if device.has_screen else "speaker"


def locales(room: Rehearsal) -> list[Choice]:
    """The locales that the skill has a model for."""
    device = room.speaker.device
    named = sorted({*room.models, device.locale})
    return [Choice(f"!locale {name}", name, name == device.locale) for name in named]


def consents(room: Rehearsal) -> list[Choice]:
    """What the Alexa app can say about the permission."""
    present = room.speaker.customer.consent
    return [Choice(f"!consent {each.value}", label, each is present) for each, label in CONSENTS.items()]


def outcomes() -> dict[str, list[Choice]]:
    """Every outcome by name with its meaning, under the part of an answer that it is about."""
    groups: dict[str, list[Choice]] = {}
    for outcome in OUTCOMES.values():
        label = f"{outcome.name} · {outcome.description}"
        groups.setdefault(_group(outcome), []).append(Choice(f"!pay {outcome.name}", label))
    return groups


def troubles() -> dict[str, list[Choice]]:
    """What can befall the function, and what it asks."""
    return {
        "The function": [
            Choice("!cold", "is cold at the next request"),
            Choice("!slow 9", "takes 9 seconds longer"),
            Choice("!outage", "finds DynamoDB down for one turn"),
        ],
        "The buyer's address": [
            Choice("!buyer-api slow 9", "takes 9 seconds longer to look up"),
            *(Choice(f"!buyer-api fail {code}", f"lookup fails: {code}") for code in ON_DEMAND),
        ],
        "The function dies": [Choice(f"!crash {point.name}", point.meaning) for point in CRASH_POINTS.values()],
    }


def what_if(room: Rehearsal, heard: Turn | None) -> list[Choice]:
    """What would be telling now: mend what is in the way, or put something in the way."""
    mend = [
        (room.kept_back > 0, "!deliver", "Deliver the answer that was kept back"),
        (is_suspended(room) or not room.buyer.wallet_works, "!wallet repair", "Repair the payment method"),
        (room.speaker.customer.consent is not Consent.GRANTED, "!consent granted", "Allow Amazon Pay in the app"),
        (not room.speaker.customer.voice_purchasing, "!voice-purchasing on", "Switch voice purchasing on"),
    ]
    spoil = [
        (
            _may_be_charged(room, heard) and not room.amazon_pay.ordered,
            f"!pay {HARD_DECLINE}",
            "Let the payment be declined",
        ),
        (
            heard is not None and heard.kind == "Connections.Response Charge" and not room.listening,
            "!redeliver",
            "Let the answer come again",
        ),
    ]
    return [Choice(line, label) for fits, line, label in (*mend, *spoil) if fits]


def _may_be_charged(room: Rehearsal, heard: Turn | None) -> bool:
    """Whether the customer is asked something that a yes may turn into a charge."""
    speech = (heard and heard.speech) or ""
    return room.listening and asks_yes_or_no(room.speaker.device.locale, speech)


def is_suspended(room: Rehearsal) -> bool:
    """Whether an agreement of the customer waits for a repair."""
    return any(agreement.status == SUSPENDED for agreement in room.buyer.agreements.values())


def _group(outcome: Outcome) -> str:
    if outcome.delivery is not None:
        return "How the answer travels"
    if outcome.garble is not None:
        return "The answer is damaged"
    if outcome.error is not None:
        return "Amazon Pay answers an error"
    return "What becomes of a charge" if outcome.verdict is not None else "The state of the agreement"
