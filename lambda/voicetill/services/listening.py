"""Which customers allow notices on their devices: the voice platform tells, when they choose or leave."""

from dataclasses import replace

from voicetill.services.ports import Ledger
from voicetill.services.repeating import again_on_conflict


class Listening:
    """Keeps whom to notify, as long as they allow it and no longer."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def allow(self, customer_id: str, user_id: str) -> None:
        """Keep the voice platform's name for a customer who wants to hear of their orders."""
        again_on_conflict(lambda: self._keep(customer_id, user_id))

    def forbid(self, customer_id: str) -> None:
        """Forget it."""
        again_on_conflict(lambda: self._keep(customer_id, ""))

    def _keep(self, customer_id: str, user_id: str) -> None:
        standing = self._ledger.standing(customer_id)
        known = replace(standing.customer, notices_to=user_id)
        self._ledger.save(standing, replace(standing, customer=known))
