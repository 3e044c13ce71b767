"""Questions that a response asks through the Dialog directives, and what the next words are understood against."""

from collections.abc import Mapping
from typing import Any

from simulator.alexa.directives import DIALOG
from simulator.alexa.envelopes import request_in
from simulator.alexa.rules import demand, demand_object
from simulator.language.interaction_model import Intent, InteractionModel
from simulator.language.understanding import Confirmation, Elicitation, Question

STATUSES = ("NONE", "CONFIRMED", "DENIED")


def question_in(body: Mapping[str, Any], request: Mapping[str, Any], model: InteractionModel) -> Question | None:
    """The question that a checked response asks, if it asks one; raises RuleBroken when Alexa could not ask it."""
    for directive in body.get("directives", []):
        if directive["type"] in DIALOG:
            return _asked(directive, request_in(request).get("intent"), model)
    return None


def _asked(directive: Mapping[str, Any], sent: object, model: InteractionModel) -> Question:
    kind = directive["type"]
    updated = directive.get("updatedIntent", sent)
    asked = demand_object(updated, "dialog-intent")
    known = _known(asked, model)
    # Another intent may be begun by what asks for a slot; what confirms speaks of the intent that was sent.
    same = isinstance(sent, dict) and sent.get("name") == known.name
    demand(same or kind == "Dialog.ElicitSlot", "dialog-name", known.name, kind=kind)
    slots = _checked_slots(asked, known)
    demand(kind != "Dialog.Delegate", "dialog-delegate", kind)
    if kind == "Dialog.ElicitSlot":
        slot = directive.get("slotToElicit")
        demand(isinstance(slot, str) and slot in known.slots, "dialog-elicit", slot)
        return Elicitation(known.name, str(slot), slots)
    return Confirmation(known.name, _confirmed(directive, known, slots), slots)


def _known(asked: Mapping[str, Any], model: InteractionModel) -> Intent:
    name = asked.get("name")
    demand(isinstance(name, str), "dialog-intent", name)
    demand(name in model.dialog_intents and name in model.intents, "dialog-model", name)
    status = asked.get("confirmationStatus", "NONE")
    demand(status in STATUSES, "dialog-status", status)
    return model.intents[str(name)]


def _checked_slots(asked: Mapping[str, Any], known: Intent) -> dict[str, Mapping[str, Any]]:
    slots = demand_object(asked.get("slots") or {}, "dialog-slots")
    strange = sorted(set(slots) - set(known.slots))
    demand(not strange, "dialog-slots", ", ".join(strange))
    for name, slot in slots.items():
        members = demand_object(slot, "dialog-slot-object")
        demand(members.get("name", name) == name, "dialog-slot-object", f"{name}: {members.get('name')}")
        status = members.get("confirmationStatus", "NONE")
        demand(status in STATUSES, "dialog-status", status)
    return slots


def _confirmed(directive: Mapping[str, Any], known: Intent, slots: Mapping[str, Mapping[str, Any]]) -> str | None:
    """The slot that is to be confirmed; None is the whole intent."""
    if directive["type"] == "Dialog.ConfirmIntent":
        return None
    slot = directive.get("slotToConfirm")
    demand(isinstance(slot, str) and slot in known.slots, "dialog-confirm", slot)
    demand(bool(slots.get(str(slot), {}).get("value")), "dialog-confirm-empty", slot)
    return str(slot)
