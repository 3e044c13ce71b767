"""Which call does what."""

import re

from simulator.amazon_pay_v2.calls import Call

_ID = r"(?P<id>[^/]+)"
ROUTES = (
    ("POST", "/checkoutSessions", "create checkout session"),
    ("GET", f"/checkoutSessions/{_ID}", "get checkout session"),
    ("PATCH", f"/checkoutSessions/{_ID}", "update checkout session"),
    ("POST", f"/checkoutSessions/{_ID}/complete", "complete checkout session"),
    ("GET", f"/chargePermissions/{_ID}", "get charge permission"),
    ("PATCH", f"/chargePermissions/{_ID}", "update charge permission"),
    ("DELETE", f"/chargePermissions/{_ID}/close", "close charge permission"),
    ("POST", "/charges", "create charge"),
    ("GET", f"/charges/{_ID}", "get charge"),
    ("POST", f"/charges/{_ID}/capture", "capture charge"),
    ("DELETE", f"/charges/{_ID}/cancel", "cancel charge"),
    ("POST", "/refunds", "create refund"),
    ("GET", f"/refunds/{_ID}", "get refund"),
    ("POST", "/deliveryTrackers", "create delivery tracker"),
)
"""Method, path after the version, and the name of the operation."""


def operation_of(call: Call) -> str:
    """The name of what a call asks for; blank if there is none."""
    path = re.sub(r"^(/sandbox|/live)?/v2", "", call.path)
    return placed(call.method, path)[0]


def placed(method: str, path: str) -> tuple[str, str]:
    """The operation of a path, and the id in it; blank if there is none."""
    for known, pattern, operation in ROUTES:
        found = re.fullmatch(pattern, path) if known == method else None
        if found:
            return operation, found.groupdict().get("id") or ""
    return "", ""
