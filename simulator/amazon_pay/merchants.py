"""The merchants of pretend Amazon Pay: who they are, and in which environments they may sell."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simulator.amazon_pay.faults import Fault

SANDBOX, LIVE = "SANDBOX", "LIVE"


@dataclass
class Merchants:
    """Whom Amazon Pay knows. None for sellers, emails or solution providers means that any will do."""

    seller_ids: frozenset[str] | None = None
    sandbox_emails: frozenset[str] | None = None
    environments: frozenset[str] = frozenset({SANDBOX, LIVE})
    provider_ids: frozenset[str] | None = None

    def check_setup(self, payload: Mapping[str, Any], environment: str) -> None:
        """Raise the first Fault in who a Setup says it comes from."""
        self.check_seller(payload["sellerId"])
        self.check_environment(environment, "sandboxMode")
        email = payload.get("sandboxCustomerEmailId")
        if email is not None and not _knows(self.sandbox_emails, email):
            raise Fault(
                "InvalidSandboxCustomerEmail", "sandboxCustomerEmailId is no sandbox buyer of this merchant"
            )
        platform = payload.get("billingAgreementAttributes", {}).get("platformId")
        if platform is not None and not _knows(self.provider_ids, platform):
            where = "billingAgreementAttributes.platformId"
            raise Fault("InvalidParameterValue", f"{where} is no solution provider of this merchant")

    def check_charge(self, payload: Mapping[str, Any], environment: str) -> None:
        """Raise the first Fault in who a Charge says it comes from."""
        self.check_seller(payload["sellerId"])
        # A Charge has no field for the environment: the agreement decides.
        self.check_environment(environment, "billingAgreementId")
        provider = payload.get("providerAttributes")
        if provider is None:
            return
        places = [("providerId", provider["providerId"])]
        for place, credit in enumerate(provider["providerCreditList"]):
            places.append((f"providerCreditList[{place}].providerId", credit["providerId"]))
        for where, provider_id in places:
            if not _knows(self.provider_ids, provider_id):
                raise Fault("ProviderNotAuthorized", f"providerAttributes.{where} may not act for this merchant")

    def check_seller(self, seller_id: str) -> None:
        """Raise a Fault for a seller that nobody knows."""
        if not _knows(self.seller_ids, seller_id):
            raise Fault("InvalidSellerId", "sellerId is no merchant of Amazon Pay")

    def check_environment(self, environment: str, where: str) -> None:
        """Raise a Fault for an environment that nobody may sell in; `where` is what names it in the request."""
        if environment not in self.environments:
            raise Fault("ReleaseEnvironmentNotAllowed", f"{where}: {environment} is not allowed here")


def _knows(known: frozenset[str] | None, name: str) -> bool:
    return known is None or name in known
