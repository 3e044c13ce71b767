"""Delivery trackers: Alexa tells the customer when a parcel is under way, and when it is there.

Keyed by the charge permission, for goods sold through any channel; live only (vendor page "Delivery Tracker").
"""

from voicetill.domain.errors import GatewayUnavailableError
from voicetill.gateways.amazon_pay_v2.bodies import plain, written
from voicetill.gateways.amazon_pay_v2.calls import Calls, LostAnswer, derived_key
from voicetill.gateways.amazon_pay_v2.codes import Means
from voicetill.gateways.amazon_pay_v2.throttling import Kind
from voicetill.gateways.amazon_pay_v2.told import identifier, members

# Longer than any carrier's.
_LONGEST = 100


class Trackers:
    """Tells parcels' numbers."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def track(self, agreement_id: str, *, carrier: str, number: str, within: float) -> bool:
        """Tell a number, which works once; False if it was refused. Raises GatewayUnavailableError."""
        carrier, number = plain(carrier, _LONGEST), plain(number, _LONGEST)
        if identifier(agreement_id) is None or not carrier or not number:
            return False
        detail = {"trackingNumber": number, "carrierCode": carrier}
        body = written({"chargePermissionId": agreement_id, "deliveryDetails": [detail]})
        key = derived_key("track", agreement_id, carrier, number)
        try:
            told = self._calls.ask(
                Kind.CREATE_TRACKER,
                "POST",
                "/deliveryTrackers",
                body=body,
                key=key,
                budget=self._calls.budget(within),
            )
        except LostAnswer:
            # No money moves here, and the same number under the same key does it once.
            raise GatewayUnavailableError("no answer") from None
        if told.is_good:
            return members(told.said).get("chargePermissionId") == agreement_id
        if told.row.means is Means.UNKNOWN:
            raise GatewayUnavailableError(f"status {told.status}")
        return False
