"""The Setup request: open a billing agreement with the buyer (Setup API, version 2)."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from voicetill.gateways.amazon_pay.entity import Entity
from voicetill.gateways.amazon_pay.prices import CurrencyCode, Price
from voicetill.gateways.amazon_pay.regions import COUNTRIES, LANGUAGES, REGION_OF, Region
from voicetill.gateways.amazon_pay.texts import Email, GivenId, Identifier, Text, at_most, one_of

CUSTOMER_INITIATED = "CustomerInitiatedTransaction"
MERCHANT_INITIATED = "MerchantInitiatedTransaction"


class SellerBillingAgreementAttributes(Entity):
    """What the merchant calls the agreement, and itself; at least one of the three is set."""

    object_type: Literal["SellerBillingAgreementAttributes"] = Field(
        "SellerBillingAgreementAttributes", alias="@type"
    )
    seller_billing_agreement_id: Identifier | None = None
    store_name: Text | None = None
    custom_information: Annotated[Text, at_most(1024)] | None = None

    def broken_rules(self) -> Iterator[tuple[str, str]]:
        """An object that says nothing is refused by Amazon Pay."""
        if not (self.seller_billing_agreement_id or self.store_name or self.custom_information):
            # Named at the first of the three: the object as such is well placed.
            limit = "is required, unless storeName or customInformation is set"
            yield "sellerBillingAgreementId", limit


class BillingAgreementAttributes(Entity):
    """What kind of agreement it is; `platform_id` is for solution providers only."""

    object_type: Literal["BillingAgreementAttributes"] = Field("BillingAgreementAttributes", alias="@type")
    platform_id: GivenId | None = None
    seller_note: Annotated[Text, at_most(1024)] | None = None
    billing_agreement_type: Literal["CustomerInitiatedTransaction", "MerchantInitiatedTransaction"] | None = None
    subscription_amount: Price | None = None
    seller_billing_agreement_attributes: SellerBillingAgreementAttributes | None = None

    def broken_rules(self) -> Iterator[tuple[str, str]]:
        """Only a charge that the merchant starts alone can have a fixed amount."""
        if self.subscription_amount and self.billing_agreement_type != MERCHANT_INITIATED:
            yield "subscriptionAmount", f"is allowed only where billingAgreementType is {MERCHANT_INITIATED}"


class SetupAmazonPayRequest(Entity):
    """The whole request. Its country decides which currency, language and agreement type it may have."""

    object_type: Literal["SetupAmazonPayRequest"] = Field("SetupAmazonPayRequest", alias="@type")
    seller_id: GivenId
    country_of_establishment: Annotated[str, one_of(COUNTRIES, hint=" (UK, not GB)")]
    ledger_currency: CurrencyCode
    checkout_language: Annotated[str, one_of(LANGUAGES)] | None = None
    billing_agreement_attributes: BillingAgreementAttributes | None = None
    # Always sent, so that what is asked for never depends on a default of the other side.
    need_amazon_shipping_address: bool
    sandbox_mode: bool | None = None
    sandbox_customer_email_id: Email | None = None

    def broken_rules(self) -> Iterator[tuple[str, str]]:
        """Keep to the region, the ledger and the sandbox."""
        region = REGION_OF[self.country_of_establishment]
        yield from self._foreign_to(region)
        yield from self._wrong_in_agreement(region)
        if self.sandbox_mode and not self.sandbox_customer_email_id:
            yield "sandboxCustomerEmailId", "is required where sandboxMode is true"
        if self.sandbox_customer_email_id and not self.sandbox_mode:
            yield "sandboxCustomerEmailId", "is allowed only where sandboxMode is true"

    def _foreign_to(self, region: Region) -> Iterator[tuple[str, str]]:
        where = f"for a merchant in {self.country_of_establishment}"
        if self.ledger_currency not in region.currencies:
            yield "ledgerCurrency", f"must be {' or '.join(region.currencies)} {where}"
        if self.checkout_language and self.checkout_language not in region.languages:
            yield "checkoutLanguage", f"must be {' or '.join(region.languages)} {where}"

    def _wrong_in_agreement(self, region: Region) -> Iterator[tuple[str, str]]:
        asked = self.billing_agreement_attributes
        if asked is None:
            return
        if asked.billing_agreement_type and not region.names_agreement_type:
            limit = f"is for merchants in Europe; leave it out in {self.country_of_establishment}"
            yield "billingAgreementAttributes.billingAgreementType", limit
        amount = asked.subscription_amount
        if amount and amount.currency_code != self.ledger_currency:
            limit = f"must be the ledger currency, {self.ledger_currency}"
            yield "billingAgreementAttributes.subscriptionAmount.currencyCode", limit
