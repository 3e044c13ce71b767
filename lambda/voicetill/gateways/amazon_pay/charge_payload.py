"""The Charge request: take or reserve money on a billing agreement (Charge API, version 2).

It has no sandbox fields: the agreement decides whether money is real.
"""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from voicetill.gateways.amazon_pay.entity import Entity
from voicetill.gateways.amazon_pay.prices import Price
from voicetill.gateways.amazon_pay.texts import GivenId, Identifier, Text, at_most

AUTHORIZE = "Authorize"
AUTHORIZE_AND_CAPTURE = "AuthorizeAndCapture"
LONGEST_AUTHORIZATION_NOTE = 255
LONGEST_ORDER_NOTE = 1024

# No limit is documented; what an ordinary 32-bit integer holds can be read by every receiver.
_MOST_MINUTES = 2**31 - 1


class AuthorizeAttributes(Entity):
    """The charge itself. A timeout of 0 minutes asks for the result at once."""

    object_type: Literal["AuthorizeAttributes"] = Field("AuthorizeAttributes", alias="@type")
    authorization_reference_id: Annotated[Identifier, at_most(32)]
    authorization_amount: Price
    transaction_timeout: Annotated[int, Field(ge=0, le=_MOST_MINUTES)] | None = None
    seller_authorization_note: Annotated[Text, at_most(LONGEST_AUTHORIZATION_NOTE)] | None = None
    # The buyer's statement shows it behind "AMZ*".
    soft_descriptor: Annotated[Text, at_most(16)] | None = None


class SellerOrderAttributes(Entity):
    """What the merchant calls the order, and itself."""

    object_type: Literal["SellerOrderAttributes"] = Field("SellerOrderAttributes", alias="@type")
    seller_order_id: Identifier | None = None
    store_name: Text | None = None
    custom_information: Annotated[Text, at_most(1024)] | None = None
    seller_note: Annotated[Text, at_most(LONGEST_ORDER_NOTE)] | None = None


class ProviderCredit(Entity):
    """What a solution provider gets of a charge."""

    object_type: Literal["ProviderCredit"] = Field("ProviderCredit", alias="@type")
    provider_id: GivenId
    credit: Price


class ProviderAttributes(Entity):
    """Who the solution provider is, and what it gets; a plain merchant sends none."""

    object_type: Literal["ProviderAttributes"] = Field("ProviderAttributes", alias="@type")
    provider_id: GivenId
    # A list on the wire, a tuple here: what is frozen holds nothing that can be changed.
    provider_credit_list: Annotated[tuple[ProviderCredit, ...], Field(strict=False)] | None = None


class ChargeAmazonPayRequest(Entity):
    """The whole request."""

    object_type: Literal["ChargeAmazonPayRequest"] = Field("ChargeAmazonPayRequest", alias="@type")
    seller_id: GivenId
    billing_agreement_id: GivenId
    payment_action: Literal["Authorize", "AuthorizeAndCapture"]
    authorize_attributes: AuthorizeAttributes
    seller_order_attributes: SellerOrderAttributes | None = None
    provider_attributes: ProviderAttributes | None = None

    def broken_rules(self) -> Iterator[tuple[str, str]]:
        """Keep the statement's text to captures, and credits to the currency of the charge."""
        currency = self.authorize_attributes.authorization_amount.currency_code
        yield from self._wrong_descriptor(currency)
        shares = (self.provider_attributes and self.provider_attributes.provider_credit_list) or ()
        for place, share in enumerate(shares):
            if share.credit.currency_code != currency:
                path = f"providerAttributes.providerCreditList.{place}.credit.currencyCode"
                yield path, f"must be the currency of the charge, {currency}"

    def _wrong_descriptor(self, currency: str) -> Iterator[tuple[str, str]]:
        if self.authorize_attributes.soft_descriptor is None:
            return
        if self.payment_action != AUTHORIZE_AND_CAPTURE:
            yield (
                "authorizeAttributes.softDescriptor",
                f"is allowed only where paymentAction is {AUTHORIZE_AND_CAPTURE}",
            )
        if currency == "JPY":
            yield "authorizeAttributes.softDescriptor", "cannot be chosen in JPY; leave it out"
