"""PPRO for the contract tests of `ServerPayments`: the gateway, and a say in what happens at pretend PPRO."""

from collections.abc import Mapping

from simulator.ppro.ledger import Move
from simulator.ppro.wishes import Trouble
from tests.gateways.ppro.houses import House, dollars
from voicetill.domain.charging import ConsentPage
from voicetill.domain.money import Currency, Money
from voicetill.domain.payments import Environment
from voicetill.gateways.fetching import Answered, NotConnectedError
from voicetill.gateways.ppro.gateway import Ppro
from voicetill.gateways.ppro.payloads import Terms

# A decline that another try may mend, and one that it cannot.
_FOR_NOW, _FOR_GOOD = "INSUFFICIENT_FUNDS", "EXPIRED_CARD"


class PproProvider:
    """Fits `tests.contracts.providers.Provider`. Captures are made apart only if told so."""

    currency = Currency.USD

    def __init__(self, *, separate: bool = False) -> None:
        self._house = House(separate=separate)
        self._ppro = self._house.ppro
        # A refund that is over at once would skip what the contract says of those that are not.
        self._ppro.wishes.leave_refund_pending(times=99)
        self._arrived = 0
        self.payments = Ppro(
            merchant_id=self._ppro.merchant_id,
            api_key=self._house.keeper,
            environment=Environment.SANDBOX,
            send=self._send,
            terms=Terms(separate_captures=separate),
            clock=self._house.clock,
            tick=self._house.tick,
            sleep=self._house.sleep,
        )

    def agreement(self) -> str:
        return self._house.agreement()

    def approve(self, page: ConsentPage) -> None:
        self._ppro.approve(page.consent_id)

    def refuse(self, page: ConsentPage) -> None:
        self._ppro.decline(page.consent_id)

    def decline_next(self, *, for_good: bool) -> None:
        self._ppro.wishes.decline(_FOR_GOOD if for_good else _FOR_NOW)

    def leave_pending_next(self) -> None:
        self._ppro.wishes.leave_pending()

    def decide(self, charge_id: str, *, paid: bool) -> None:
        self._ppro.decide(charge_id, "" if paid else _FOR_NOW)

    def finish_refund(self, refund_id: str, *, done: bool) -> None:
        for charge in self._ppro.charges.values():
            if any(part.id == refund_id and part.status == "PENDING" for part in charge.refunds):
                self._ppro.decide_refund(charge.id, refund_id, "" if done else "REFUND_NOT_SUPPORTED")

    def close_by_buyer(self, agreement_id: str) -> None:
        self._ppro.revoke(agreement_id)

    def lose_answer(self, *, after_acting: bool) -> None:
        self._ppro.wishes.trouble(Trouble.LOST_AFTER if after_acting else Trouble.LOST_BEFORE)

    def refuse_connection(self) -> None:
        self._ppro.wishes.trouble(Trouble.NEVER_ARRIVES)

    def throttle_next(self) -> None:
        self._ppro.wishes.trouble(Trouble.THROTTLED)

    def fail_next(self) -> None:
        self._ppro.wishes.trouble(Trouble.ERROR_BEFORE, status=504)

    def garble_next(self) -> None:
        self._ppro.wishes.trouble(Trouble.GARBLED)

    def taken(self, reference: str) -> Money:
        return dollars(self._ppro.ledger.taken(reference))

    def reserved(self, reference: str) -> Money:
        entries = [entry for entry in self._ppro.ledger.entries if entry.reference == reference]
        sums = {move: sum(entry.amount for entry in entries if entry.move is move) for move in Move}
        return dollars(sums[Move.RESERVED] - sums[Move.TAKEN] - sums[Move.RELEASED])

    def given_back(self, charge_id: str) -> Money:
        return dollars(self._ppro.charge(charge_id).given_back("PENDING", "REFUNDED"))

    def requests(self) -> int:
        return self._arrived

    def _send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes = b"", *, within: float
    ) -> Answered:
        self._arrived += 1
        try:
            return self._house.wire(method, url, headers, body, within=within)
        except NotConnectedError:
            self._arrived -= 1
            raise
