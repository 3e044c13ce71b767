"""What the words of a command mean where things travel: notifications, messages, skill events."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from simulator.script.acts import Act, Done
from simulator.script.grammar import Misused, near
from simulator.stage.back_office import BackOffice
from simulator.stage.rehearsal import Rehearsal
from simulator.stage.turns import Turn

DISABLED = "AlexaSkillEvent.SkillDisabled"
ENABLED = "AlexaSkillEvent.SkillEnabled"
PERMISSIONS = "AlexaSkillEvent.SkillPermissionChanged"
PAY = "payments:autopay_consent"


def webhooks(words: list[str]) -> Act | None:
    """Read how the companies' notifications come."""
    return _chosen(words, WEBHOOKS, lambda office, way: f"{way(office)} notifications came")


def renewals(words: list[str]) -> Act | None:
    """Read how the messages of renewals come."""
    return _chosen(words, RENEWALS, lambda office, way: f"{way(office)} renewals were worked off")


def skill(words: list[str]) -> Act | None:
    """Read what the customer did with the skill in the Alexa app, of which the skill is told."""
    said = " ".join(words)
    if said not in SKILL:
        raise Misused(expected=f"{', '.join(SKILL)}{near(said, SKILL)}", found=said)
    return lambda room: Done(SKILL[said](room), f"the skill is told: {said}")


def _held(office: BackOffice) -> int:
    office.webhooks.held = True
    return 0


def _free(office: BackOffice) -> int:
    office.webhooks.held = False
    return office.webhooks.come()


WEBHOOKS: Mapping[str, Callable[[BackOffice], int]] = MappingProxyType(
    {
        "held": _held,
        "free": _free,
        "twice": lambda office: office.webhooks.deliver(times=2),
        "backwards": lambda office: office.webhooks.deliver(backwards=True),
    }
)
"""How notifications can be told to come, in these words."""


def _once(office: BackOffice) -> int:
    office.doors.renewals({}, None)
    return office.work_off()


def _twice(office: BackOffice) -> int:
    office.doors.renewals({}, None)
    office.doors.queues.repeat()
    return office.work_off()


RENEWALS: Mapping[str, Callable[[BackOffice], int]] = MappingProxyType({"once": _once, "twice": _twice})
"""How often each message of what is due comes to a worker, in these words."""


def _permissions(room: Rehearsal, *given: str) -> list[Turn]:
    return room.tell(PERMISSIONS, {"acceptedPermissions": [{"scope": scope} for scope in given]})


SKILL: Mapping[str, Callable[[Rehearsal], list[Turn]]] = MappingProxyType(
    {
        "disabled": lambda room: room.tell(DISABLED, {}),
        "enabled": lambda room: room.tell(ENABLED, {}),
        "may pay": lambda room: _permissions(room, PAY),
        "may not pay": _permissions,
    }
)
"""What a customer did in the app, in these words."""


def _chosen(
    words: list[str],
    ways: Mapping[str, Callable[[BackOffice], int]],
    told: Callable[[BackOffice, Callable[[BackOffice], int]], str],
) -> Act | None:
    said = " ".join(words)
    if said not in ways:
        raise Misused(expected=f"{', '.join(ways)}{near(said, ways)}", found=said)
    return lambda room: Done(note=told(room.office, ways[said]))
