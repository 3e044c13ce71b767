"""Amazon Pay v2 for the contract tests of `ServerPayments`."""

from decimal import Decimal

from tests.gateways.amazon_pay_v2.wire import House
from voicetill.domain.charging import ConsentPage
from voicetill.domain.money import Currency, Money
from voicetill.services.provider_ports import ServerPayments


class AmazonPayProvider:
    """The gateway, and the pretend service behind it."""

    def __init__(self, house: House | None = None) -> None:
        self._house = house or House()
        self._service = self._house.service

    @property
    def payments(self) -> ServerPayments:
        return self._house.gateway

    @property
    def currency(self) -> Currency:
        return Currency.USD

    def agreement(self) -> str:
        return self._house.permit()

    def approve(self, page: ConsentPage) -> None:
        self._service.approve(page.consent_id)

    def refuse(self, page: ConsentPage) -> None:
        self._service.refuse(page.consent_id)

    def decline_next(self, *, for_good: bool) -> None:
        self._service.decline("HardDeclined" if for_good else "SoftDeclined")

    def leave_pending_next(self) -> None:
        self._service.leave_pending()

    def decide(self, charge_id: str, *, paid: bool) -> None:
        self._service.decide(charge_id, paid=paid)

    def finish_refund(self, refund_id: str, *, done: bool) -> None:
        self._service.finish_refund(refund_id, code=None if done else "AmazonRejected")

    def close_by_buyer(self, agreement_id: str) -> None:
        self._service.close_by_buyer(agreement_id)

    def lose_answer(self, *, after_acting: bool) -> None:
        self._service.troubles.lose(after_acting=after_acting)

    def refuse_connection(self) -> None:
        self._service.troubles.never_arrive()

    def throttle_next(self) -> None:
        self._service.troubles.throttle()

    def fail_next(self) -> None:
        self._service.troubles.fail()

    def garble_next(self) -> None:
        self._service.troubles.garble()

    def taken(self, reference: str) -> Money:
        return self._money(self._service.books.ledger.taken_for(reference))

    def reserved(self, reference: str) -> Money:
        held = (
            charge.amount
            for charge in self._service.books.charges.values()
            if charge.reference == reference and charge.state in ("Authorized", "CaptureInitiated")
        )
        return self._money(sum(held, Decimal()))

    def given_back(self, charge_id: str) -> Money:
        found = (refund for refund in self._service.books.refunds.values() if refund.charge_id == charge_id)
        return self._money(sum((refund.amount for refund in found if refund.state != "Declined"), Decimal()))

    def requests(self) -> int:
        return len(self._service.calls)

    def _money(self, amount: Decimal) -> Money:
        return Money(int(amount * 100), self.currency)
