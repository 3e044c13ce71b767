"""The buyer address and the buyer id API of Amazon Pay, over HTTP: what a skill may ask before a purchase.

    GET /live/v1/buyer/addresses?sellerId=...
    GET /sandbox/v1/buyer/addresses?sellerId=...
    GET /live/v1/buyer/id

Paths, headers, the answers and the two members of an error are those of Amazon's own libraries. The codes of
errors were never documented: they are those of Setup and Charge here, where one fits, and 401 stands for a token
that is no good, as in Alexa's own services. That a buyer without an address has an empty list is an assumption.

A region may be named before the path (`/eu/live/...`), or be known by the host (`pay-api.amazon.eu`); then a token
of another region is no good there.
"""

import json
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from simulator.amazon_pay.addresses import can_be_found, country_of
from simulator.amazon_pay.answers import stamp
from simulator.amazon_pay.faults import ERROR_CODES, Fault
from simulator.amazon_pay.merchants import SANDBOX
from simulator.amazon_pay.permissions import demand_consent
from simulator.amazon_pay.service import AmazonPay
from simulator.customers import Customer

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

DEFAULT_ADDRESS = "DefaultOneClickShippingAddress"
SANDBOX_EMAIL_HEADER = "x-amz-pay-sandbox-email-id"
HOSTS = MappingProxyType({"pay-api.amazon.com": "na", "pay-api.amazon.eu": "eu", "pay-api.amazon.jp": "fe"})
"""The real hosts, and the region that each stands for."""

ON_DEMAND = ("RequestThrottled", "InternalServerError", "ServiceUnavailable", "FORBIDDEN")
"""The errors that a tester can ask for; the others come by themselves when something is wrong."""

PATIENCE = "simulator.patience"
"""The member of a WSGI environment that tells how many seconds a caller waits that calls without a network."""

_COUNTRIES = MappingProxyType({"na": "US", "eu": "DE", "fe": "JP"})
"""Where buyers of a region live, if the locale of their device does not say."""

_REGIONS = ", ".join(_COUNTRIES)
_ROUTES = Map(
    [
        Rule(f"{region}/{path}", endpoint=name, methods=["GET"])
        for region in ("", f"/<any({_REGIONS}):region>")
        for path, name in (
            ("<any(live, sandbox):environment>/v1/buyer/addresses", "addresses"),
            ("live/v1/buyer/id", "id"),
        )
    ],
    merge_slashes=False,
)


class Grant(Protocol):
    """What a token is good for."""

    @property
    def customer(self) -> Customer:
        """Whose it is."""

    @property
    def region(self) -> str:
        """Where it counts: na, eu or fe."""

    @property
    def locale(self) -> str:
        """In which language the device listens that it was written for."""

    @property
    def until(self) -> datetime:
        """When it ends."""


class Tokens(Protocol):
    """Whoever wrote the tokens."""

    def grant(self, token: str) -> Grant | None:
        """What the token is good for; None if nobody wrote it."""


@dataclass(frozen=True)
class Call:
    """One call that was answered. The token is not kept."""

    method: str
    path: str
    status: int


class _Refused(Exception):  # noqa: N818 - reads as a plain fact
    """Raised for a call whose token is no good; 401 is no status of Setup and Charge."""


class BuyerService:
    """The service as a WSGI application: `LoopbackServer(BuyerService(...))` puts it on loopback.

    A tester can have it fail and be slow. `calls` holds what was asked of it, oldest first.
    """

    def __init__(
        self, amazon_pay: AmazonPay, tokens: Tokens, *, sleep: Callable[[float], object] = time.sleep
    ) -> None:
        self._amazon_pay = amazon_pay
        self._tokens = tokens
        self._sleep = sleep
        self._failures: deque[str] = deque()
        self._delays: deque[float] = deque()
        self.calls: list[Call] = []

    def fail(self, code: str, *, times: int = 1) -> None:
        """Let the next calls be answered with this error. Raises ValueError for one that is not on demand."""
        if code not in ON_DEMAND:
            raise ValueError(f"the buyer API cannot be told to answer {code!r}; it can {', '.join(ON_DEMAND)}")
        self._failures.extend([code] * times)

    def slow(self, seconds: float, *, times: int = 1) -> None:
        """Let the next calls take so much longer."""
        self._delays.extend([seconds] * times)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one call. Raises TimeoutError where the caller says that it will not wait so long."""
        request = Request(environ)
        status, body = self._answer(request)
        self.calls.append(Call(request.method, request.path, status))
        self._take_time(environ)
        return Response(json.dumps(body, ensure_ascii=False), status, mimetype="application/json")(
            environ, start_response
        )

    def _take_time(self, environ: "WSGIEnvironment") -> None:
        seconds = self._delays.popleft() if self._delays else 0.0
        if seconds > environ.get(PATIENCE, seconds):
            # Nobody has to wait for what is known beforehand.
            raise TimeoutError
        if seconds:
            self._sleep(seconds)

    def _answer(self, request: Request) -> tuple[int, dict[str, Any]]:
        try:
            name, values = _ROUTES.bind_to_environ(request.environ).match()
            if self._failures:
                code = self._failures.popleft()
                raise Fault(code, ERROR_CODES[code].meaning)
            grant = self._grant(request, values.get("region") or HOSTS.get(request.host))
            demand_consent(grant.customer.consent)
            acts = {"addresses": self._addresses, "id": self._buyer_id}
            return 200, acts[name](request, values, grant)
        except Fault as fault:
            return int(fault.error.status), _error(fault.error.code, fault.message)
        except _Refused as refused:
            return 401, _error("UnauthorizedAccess", str(refused))
        except HTTPException as missing:
            description = f"{request.method} {request.path} is no call of the buyer API"
            return missing.code or 404, _error((missing.name or "").replace(" ", ""), description)

    def _grant(self, request: Request, region: str | None) -> Grant:
        """What the token in the header is good for. Raises _Refused."""
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        if kind.casefold() != "bearer" or not token:
            raise _Refused(
                "the header Authorization must be: Bearer, a blank, and the apiAccessToken of the request"
            )
        grant = self._tokens.grant(token)
        if grant is None:
            raise _Refused("the token in Authorization was in no request of Alexa")
        if self._amazon_pay.clock() >= grant.until:
            raise _Refused(f"the token in Authorization ended at {stamp(grant.until)}")
        if region is not None and region != grant.region:
            raise _Refused(f"the token in Authorization is from region {grant.region}, and this is {region}")
        return grant

    def _addresses(self, request: Request, values: Mapping[str, Any], grant: Grant) -> dict[str, Any]:
        environment = values["environment"].upper()
        seller_id = request.args.get("sellerId")
        if not seller_id:
            raise Fault("InvalidParameterValue", "the query parameter sellerId is required")
        self._amazon_pay.check_seller(seller_id)
        self._amazon_pay.check_environment(environment, "the path")
        if environment == SANDBOX:
            self._check_email(request.headers.get(SANDBOX_EMAIL_HEADER))
        country = country_of(grant.locale, otherwise=_COUNTRIES[grant.region])
        home = self._amazon_pay.buyer(grant.customer.amazon_id).lives_at(country)
        found = [{"address": home, "addressType": DEFAULT_ADDRESS}] if can_be_found(home) else []
        return {"addresses": found}

    def _check_email(self, email: str | None) -> None:
        known = self._amazon_pay.sandbox_emails
        if not email:
            raise Fault("InvalidSandboxCustomerEmail", f"the header {SANDBOX_EMAIL_HEADER} is required in sandbox")
        if known is not None and email not in known:
            raise Fault("InvalidSandboxCustomerEmail", f"the header {SANDBOX_EMAIL_HEADER} names no sandbox buyer")

    def _buyer_id(self, request: Request, values: Mapping[str, Any], grant: Grant) -> dict[str, Any]:
        return {"buyerId": self._amazon_pay.buyer(grant.customer.amazon_id).buyer_id}


def _error(code: str, description: str) -> dict[str, str]:
    """The body of an error, whose members are named otherwise than in the answers to Setup and Charge."""
    return {"errorCode": code, "errorDescription": description}
