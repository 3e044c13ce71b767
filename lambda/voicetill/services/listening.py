"""Which customers allow notices on their devices: the voice platform tells, when they choose."""

from dataclasses import replace
from datetime import datetime

from voicetill.services.ports import Clock, Ledger
from voicetill.services.repeating import again_on_conflict


class Listening:
    """Keeps whom to notify, as long as they allow it and no longer."""

    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self._ledger = ledger
        self._clock = clock

    def allow(self, customer_id: str, user_id: str, *, at: datetime | None = None) -> None:
        """Keep the voice platform's name for a customer who wants to hear of their orders."""
        again_on_conflict(lambda: self._keep(customer_id, user_id, at))

    def forbid(self, customer_id: str, *, at: datetime | None = None) -> None:
        """Forget it."""
        again_on_conflict(lambda: self._keep(customer_id, "", at))

    def _keep(self, customer_id: str, user_id: str, at: datetime | None) -> None:
        """Keep what was chosen then, unless something newer is known: another choice, or that they left."""
        now = self._clock()
        when = min(at or now, now)
        standing = self._ledger.standing(customer_id)
        known, presence = standing.customer, standing.customer.presence
        newer = presence.notices_at is not None and presence.notices_at > when
        gone = presence.left_at is not None and presence.left_at >= when
        if newer or gone or (not user_id and not known.version):
            return
        chosen = replace(known, notices_to=user_id, presence=presence.noticed(when))
        self._ledger.save(standing, replace(standing, customer=chosen))
