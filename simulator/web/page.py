"""Everything that the template of the page needs, for one visit as it is now."""

from collections.abc import Iterator
from typing import Any

from simulator.amazon_pay.buyers import AGREEMENT_STATES
from simulator.script.conversation import MISTAKEN
from simulator.script.suggestions import suggestions
from simulator.stage.rehearsal import Rehearsal
from simulator.stage.turns import Turn
from simulator.web import choices
from simulator.web.developer import turns_of
from simulator.web.screen import drawn_on
from simulator.web.stored_items import compared
from simulator.web.talk import conversation
from simulator.web.tours import tours
from simulator.web.visits import Scene, Visit

MOST_SCENES = 60
"""How many scenes are drawn; the script and the exchanges keep them all."""

MOST_CHIPS = 5
"""How many things to say or to try are offered at once."""


def page(
    visit: Visit, visit_id: str, *, at: int | None = None, script: str = "", problem: str = ""
) -> dict[str, Any]:
    """The template's variables. `at` chooses an exchange; `script` could not be played, because of `problem`."""
    return {
        "visit_id": visit_id,
        "visit": visit,
        "room": visit.room,
        "customer": visit.room.speaker.customer,
        "choices": choices,
        "script": script or visit.conversation.script(),
        "script_problem": problem,
        **_echo(visit),
        **_next(visit),
        **_app(visit),
        **_developer(visit, at),
    }


def _echo(visit: Visit) -> dict[str, Any]:
    """The device that listens, and what was said."""
    return {
        "device": visit.room.speaker.device,
        "device_kind": choices.kind_of(visit.room.speaker.device),
        "screen": drawn_on(visit.room),
        "said": conversation(visit.scenes[-MOST_SCENES:]),
        "hidden_scenes": max(0, len(visit.scenes) - MOST_SCENES),
    }


def _next(visit: Visit) -> dict[str, Any]:
    """What could be said or tried next; in a locale without a model there is nothing to say."""
    room = visit.room
    model, heard = room.models.get(room.speaker.device.locale), _last_heard(room)
    what_if = choices.what_if(room, heard)
    said = suggestions(model, heard, listening=room.listening) if model else []
    return {
        "suggestions": said[: max(1, MOST_CHIPS - len(what_if))],
        "what_if": what_if,
        "tours": tours(model) if model else [],
        "draft": _draft(visit),
    }


def _app(visit: Visit) -> dict[str, Any]:
    """The Alexa app and the Amazon Pay sheet of the customer who is speaking."""
    room = visit.room
    agreements = list(room.buyer.agreements.values())
    return {
        "cards": list(_cards(visit)),
        "agreements": agreements,
        "suspended": choices.is_suspended(room),
        "address": room.home,
        "charged": [f"{total} {currency}" for currency, total in room.ledger.totals().items()],
        "answered": any(turn.kind.startswith("Connections.Response") for turn in room.turns),
        "states": AGREEMENT_STATES,
    }


def _developer(visit: Visit, at: int | None) -> dict[str, Any]:
    telling = [scene for scene in visit.scenes if scene.turns or scene.entry.attempt]
    chosen = next((scene for scene in telling if scene.number == at), telling[-1] if telling else None)
    place = telling.index(chosen) if chosen else 0
    return {
        "exchange": chosen,
        "place": place + 1,
        "exchanges": len(telling),
        "earlier": telling[place - 1].number if chosen and place else None,
        "later": telling[place + 1].number if place + 1 < len(telling) else None,
        "turns": turns_of(chosen) if chosen else [],
        "stored": compared(visit.items_before, visit.items),
    }


def _cards(visit: Visit) -> Iterator[tuple[Scene, dict[str, Any]]]:
    """The cards in this customer's app, the newest first."""
    own = visit.room.speaker.customer.user_id
    for scene in reversed(visit.scenes):
        for turn in reversed(scene.turns):
            if turn.card is not None and _system(turn).get("user", {}).get("userId") == own:
                yield scene, turn.card


def _last_heard(room: Rehearsal) -> Turn | None:
    """The last turn at this device with this customer in which something was said, or asked."""
    for turn in reversed(room.turns):
        system = _system(turn)
        here = system.get("device", {}).get("deviceId") == room.speaker.device.device_id
        if here and system.get("user", {}).get("userId") == room.speaker.customer.user_id:
            return turn
    return None


def _system(turn: Turn) -> dict[str, Any]:
    system: dict[str, Any] = turn.request.get("context", {}).get("System", {})
    return system


def _draft(visit: Visit) -> str:
    """A line that meant nothing goes back into the field, to be mended."""
    last = visit.scenes[-1].entry if visit.scenes else None
    return last.line if last is not None and isinstance(last.cause, MISTAKEN) else ""
