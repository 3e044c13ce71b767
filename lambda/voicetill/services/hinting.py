"""Takes a notification as a hint: what it is about is looked at now, and not when its time comes."""

from dataclasses import dataclass, replace

from voicetill.domain.charging import Ability, Notice, NoticeKind
from voicetill.domain.journal import Change
from voicetill.services.ports import Clock, Journal
from voicetill.services.providers import Providers

PATIENCE = 8.0
"""Seconds that the company may take to say what we called a charge."""


@dataclass(frozen=True, slots=True)
class Hinting:
    """Brings forward the next look at an attempt; whoever looks learns what became of it."""

    journal: Journal
    providers: Providers
    clock: Clock

    def hear(self, provider: str, notice: Notice) -> None:
        """Bring it forward; a notification about nothing of ours, or about what is settled, changes nothing."""
        if notice.kind not in (NoticeKind.CHARGE, NoticeKind.REFUND):
            return
        reference = notice.reference or self._reference(provider, notice)
        attempt = self.journal.attempt(reference) if reference else None
        now = self.clock()
        if attempt is not None and attempt.look_at is not None and attempt.look_at > now:
            self.journal.write(Change(attempt, replace(attempt, look_at=now)))

    def _reference(self, provider: str, notice: Notice) -> str:
        company = self.providers.named(provider)
        if notice.kind is not NoticeKind.CHARGE or Ability.CHARGE not in company.abilities:
            return ""
        found = company.find_charge(notice.object_id, within=PATIENCE)
        return found.reference if found else ""
