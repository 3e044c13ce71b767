"""What the contract tests of `ServerPayments` need of every payment company: a gateway, and a say in what happens.

A provider's adapter stands beside its gateway's tests and arranges each situation in the double of that company;
`ROWS` in `server_payments.py` names them all. An adapter never looks into the gateway. Money is counted in
the double's own ledger, whatever the answers said.
"""

from typing import Protocol

from voicetill.domain.charging import ConsentPage
from voicetill.domain.money import Currency, Money
from voicetill.services.provider_ports import ServerPayments


class Provider(Protocol):
    """One gateway with the double of its company behind it."""

    @property
    def payments(self) -> ServerPayments:
        """The gateway, always the same one."""

    @property
    def currency(self) -> Currency:
        """A currency that it serves."""

    def agreement(self) -> str:
        """Return the id of a new agreement that may be charged now, given by another buyer each time."""

    def approve(self, page: ConsentPage) -> None:
        """Let the buyer agree on the company's page."""

    def refuse(self, page: ConsentPage) -> None:
        """Let the buyer cancel on the company's page."""

    def decline_next(self, *, for_good: bool) -> None:
        """Decline the next charge."""

    def leave_pending_next(self) -> None:
        """Answer the next charge with "not known yet"; `decide` ends it."""

    def decide(self, charge_id: str, *, paid: bool) -> None:
        """End a pending charge."""

    def finish_refund(self, refund_id: str, *, done: bool) -> None:
        """End a refund that is under way, if it is not over already."""

    def close_by_buyer(self, agreement_id: str) -> None:
        """Let the buyer end an agreement on the company's side."""

    def lose_answer(self, *, after_acting: bool) -> None:
        """Let the next request get no answer: carried out all the same, or only half arrived and never acted on.

        In both cases it was sent, so that nobody can know.
        """

    def refuse_connection(self) -> None:
        """Let the next request never arrive."""

    def throttle_next(self) -> None:
        """Answer the next request with 429."""

    def fail_next(self) -> None:
        """Answer the next request with a server fault; it is not carried out."""

    def garble_next(self) -> None:
        """Carry the next request out, and answer what nobody can read."""

    def taken(self, reference: str) -> Money:
        """Return what was taken from a customer in all under a reference of ours."""

    def reserved(self, reference: str) -> Money:
        """Return what is reserved under a reference and neither taken nor released."""

    def given_back(self, charge_id: str) -> Money:
        """Return what was refunded of a charge in all, or is on its way."""

    def requests(self) -> int:
        """Return how many requests arrived in all."""
