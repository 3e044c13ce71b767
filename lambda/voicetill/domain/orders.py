"""Orders: what was sold and paid, remembered for good."""

from dataclasses import dataclass
from datetime import datetime

from voicetill.domain.addresses import Address
from voicetill.domain.checkout_record import Checkout, order_number
from voicetill.domain.payments import Payment
from voicetill.domain.pricing import Quote


@dataclass(frozen=True, slots=True)
class Order:
    """A paid (or reserved) order. Its `id` is the checkout's, so that one checkout can make only one.

    The addresses are kept until the order is shipped or refunded.
    """

    id: str
    customer_id: str
    market_id: str
    locale: str
    quote: Quote
    payment: Payment
    agreement_id: str | None
    placed_at: datetime
    address: Address | None = None
    billing_address: Address | None = None

    @property
    def number(self) -> str:
        """The short number that a person can say."""
        return order_number(self.id)


def place(checkout: Checkout, payment: Payment, *, at: datetime) -> Order:
    """Return the order that a payment for this checkout makes."""
    return Order(
        id=checkout.id,
        customer_id=checkout.customer_id,
        market_id=checkout.market_id,
        locale=checkout.locale,
        quote=checkout.quote,
        payment=payment,
        agreement_id=checkout.agreement_id,
        placed_at=at,
        address=checkout.address,
        billing_address=checkout.billing_address,
    )
