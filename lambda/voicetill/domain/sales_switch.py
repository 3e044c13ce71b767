"""The merchant's switch: whether the shop sells."""

from enum import StrEnum


class SalesSwitch(StrEnum):
    """What the switch can stand at; each is written as such."""

    OPEN = "open"
    CLOSED = "closed"


def read_switch(text: object) -> SalesSwitch | None:
    """Return what a switch stands at, however it is written; None for anything that is neither word."""
    word = text.strip().lower() if isinstance(text, str) else ""
    return SalesSwitch(word) if word in tuple(SalesSwitch) else None
