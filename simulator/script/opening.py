"""How a conversation begins: the lines that bring a new room to where another one is now."""

import shlex

from simulator.customers import KINDS, Consent, Customer, Device
from simulator.stage.rehearsal import FIRST_CUSTOMER, FIRST_DEVICE, Rehearsal


def opening_lines(room: Rehearsal) -> list[str]:
    """Commands for what is not as it is in a new room: who speaks, through what, and what the Alexa app allows."""
    customer, device = room.speaker.customer, room.speaker.device
    lines = []
    if customer.name != FIRST_CUSTOMER:
        lines.append(f"!customer {shlex.quote(customer.name)}")
    if device != Device(FIRST_DEVICE):
        lines.append(f"!device {shlex.quote(device.name)} {_kind(device)} {device.locale}")
    return lines + _allowed(customer)


def _allowed(customer: Customer) -> list[str]:
    lines = [] if customer.consent is Consent.GRANTED else [f"!consent {customer.consent.value}"]
    return lines if customer.voice_purchasing else [*lines, "!voice-purchasing off"]


def _kind(device: Device) -> str:
    """The kind of device that has the same screen."""
    alike = [kind.name for kind in KINDS.values() if kind.viewport == device.viewport]
    return alike[0] if alike else next(iter(KINDS))
