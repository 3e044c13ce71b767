"""What the words of a command mean where things travel: notifications, messages, skill events."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from simulator.script.acts import Act, Done
from simulator.script.grammar import Misused, near
from simulator.stage.back_office import BackOffice

PERMISSIONS = "AlexaSkillEvent.SkillPermissionChanged"
PAY = "payments:autopay_consent"


def webhooks(words: list[str]) -> Act | None:
    """Read how the companies' notifications come."""
    return _chosen(words, WEBHOOKS, lambda office, way: f"{way(office)} notifications came")


def renewals(words: list[str]) -> Act | None:
    """Read how the messages of renewals come."""
    return _chosen(words, RENEWALS, lambda office, way: f"{way(office)} renewals were worked off")


def permission(words: list[str]) -> Act | None:
    """Read gone|given, of which Alexa tells the skill."""
    said = " ".join(words)
    if said not in PERMISSION:
        raise Misused(expected=f"{', '.join(PERMISSION)}{near(said, PERMISSION)}", found=said)
    return lambda room: Done(room.tell(PERMISSIONS, {"acceptedPermissions": PERMISSION[said]}))


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


PERMISSION: Mapping[str, list[dict[str, str]]] = MappingProxyType({"gone": [], "given": [{"scope": PAY}]})
"""What became of the permission to pay, and what is left of permissions."""


def _chosen(
    words: list[str],
    ways: Mapping[str, Callable[[BackOffice], int]],
    told: Callable[[BackOffice, Callable[[BackOffice], int]], str],
) -> Act | None:
    said = " ".join(words)
    if said not in ways:
        raise Misused(expected=f"{', '.join(ways)}{near(said, ways)}", found=said)
    return lambda room: Done(note=told(room.office, ways[said]))
