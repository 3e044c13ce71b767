"""Where the customer of a turn reads mail: asked for once, and only where there is something to write."""

from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property

from voicetill.domain.journal import Change
from voicetill.domain.occurrences import Channel, Occurrence, told
from voicetill.domain.payments import Access
from voicetill.services.ports import CustomerContacts


class Contact:
    """The customer of one turn. `access` is there only if they allow us to know their address."""

    def __init__(self, contacts: CustomerContacts | None = None, access: Access | None = None) -> None:
        self._contacts = contacts
        self._access = access

    @cached_property
    def email(self) -> str:
        """Their e-mail address; blank if it cannot be learned. The first look takes up to a second."""
        if self._contacts is None or self._access is None:
            return ""
        return self._contacts.email(self._access) or ""


def addressed(changes: Iterable[Change], contact: Contact) -> tuple[Change, ...]:
    """Return changes whose occurrences know where the customer is written to, if they are written about at all."""
    return tuple(_addressed(change, contact) for change in changes)


def heard(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Return changes whose customer hears of them in this turn: no device chimes to say the same again."""
    return tuple(_heard(change) for change in changes)


def _heard(change: Change) -> Change:
    happening = change.after
    if not isinstance(happening, Occurrence) or not happening.is_noticed:
        return change
    return replace(change, after=told(happening, Channel.NOTICE))


def _addressed(change: Change, contact: Contact) -> Change:
    happening = change.after
    if not isinstance(happening, Occurrence) or not happening.is_mailed or happening.email:
        return change
    return replace(change, after=replace(happening, email=contact.email))
