"""The calls to PPRO: addresses, headers, the key that is asked for anew once, and the limits of rate.

Whatever certainly did nothing leaves as GatewayUnavailableError; a lost answer as NoAnswerError; every other
answer as it is. What an answer means is not said here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from voicetill.domain.errors import GatewayUnavailableError, StoreUnavailableError
from voicetill.domain.payments import Environment
from voicetill.gateways.fetching import Answered, NoAnswerError, NotConnectedError, Send
from voicetill.gateways.ppro import merchant_log
from voicetill.gateways.ppro.rates import Bucket, wait_told
from voicetill.gateways.ppro.reading import members, parsed, word

HOSTS = {
    Environment.LIVE: "https://api.eu.ppro.com",
    Environment.SANDBOX: "https://api.sandbox.eu.ppro.com",
}

# How keys of an environment begin (page "API authentication"): one environment each.
_KEYS = {Environment.LIVE: "key_live_", Environment.SANDBOX: "key_sandbox_"}

# Where PPRO asks for the merchant; where it does not, naming one may fail.
_MERCHANTS = ("/v1/payment-charges", "/v1/payment-agreements")

OK = range(200, 203)
UNAUTHORIZED, FORBIDDEN, NOT_FOUND, CONFLICT, TOO_MANY = 401, 403, 404, 409, 429
# PPRO did nothing, and would do nothing if it were asked again (page "Error representation").
REFUSED = frozenset({400, NOT_FOUND, 405, 415, 422, 431})


class ApiKey(Protocol):
    """Tells the API key."""

    def __call__(self, *, fresh: bool = False) -> str:
        """Return it; `fresh` asks for the one that counts now, and not one that was kept."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. `told` is its JSON, None if it is none; `is_replay` says that PPRO had it stored."""

    status: int
    told: object
    is_replay: bool = False

    @property
    def is_good(self) -> bool:
        """Whether PPRO did what was asked; which says nothing of money."""
        return self.status in OK

    @property
    def is_absent(self) -> bool:
        """Whether PPRO says, in the shape of its errors, that there is no such thing.

        A 404 of anybody else's, say of a wrong address in the settings, must not read as "no agreement".
        """
        said = members(self.told)
        return self.status == NOT_FOUND == said.get("status") and bool(word(said.get("failureMessage")))


class Budget:
    """The seconds that one verb may last, however many calls it makes."""

    def __init__(self, seconds: float, tick: Callable[[], float]) -> None:
        self._tick = tick
        self._until = tick() + seconds

    @property
    def left(self) -> float:
        """The seconds that are left, none at all or less when it is over."""
        return self._until - self._tick()


@dataclass(frozen=True, slots=True)
class Access:
    """Who calls, and where. `endpoint` stands in for PPRO's hosts in rehearsals."""

    merchant_id: str
    environment: Environment
    api_key: ApiKey
    endpoint: str = ""

    @property
    def base(self) -> str:
        """What stands before every path."""
        return (self.endpoint or HOSTS[self.environment]).rstrip("/")


class Client:
    """Calls PPRO for one merchant."""

    def __init__(
        self, access: Access, *, send: Send, tick: Callable[[], float], sleep: Callable[[float], object]
    ) -> None:
        self._access = access
        self._send = send
        self._tick = tick
        self._sleep = sleep
        self._reads = Bucket(tick)
        self._writes = Bucket(tick)

    def budget(self, seconds: float) -> Budget:
        """Begin to count the time of a verb."""
        return Budget(seconds, self._tick)

    def get(self, path: str, budget: Budget) -> Reply:
        """Read something, or learn that there is none; raises GatewayUnavailableError where neither is told."""
        try:
            reply = self._call("GET", path, {}, "", budget)
        except NoAnswerError:
            raise GatewayUnavailableError("ppro: no answer") from None
        if (reply.is_good and reply.told is not None) or reply.is_absent:
            return reply
        raise GatewayUnavailableError(f"ppro: a read was answered {reply.status}")

    def post(self, path: str, body: str, budget: Budget, *, key: str, reference: str) -> Reply:
        """Have something done; raises GatewayUnavailableError and NoAnswerError."""
        more = {"Content-Type": "application/json", "Request-Idempotency-Key": key}
        if reference:
            more["Request-Reference"] = reference
        return self._call("POST", path, more, body, budget)

    def _call(self, method: str, path: str, more: dict[str, str], body: str, budget: Budget) -> Reply:
        answer = self._sent(method, path, more, body, budget, fresh=False)
        if answer.status == UNAUTHORIZED:
            # Keys are changed while we run. Nothing was done: PPRO did not even know who asked.
            answer = self._sent(method, path, more, body, budget, fresh=True)
        if answer.status in (UNAUTHORIZED, FORBIDDEN):
            merchant_log.key_refused(answer.status)
            raise GatewayUnavailableError(f"ppro: not allowed ({answer.status})")
        if answer.status == TOO_MANY:
            raise GatewayUnavailableError("ppro: too many requests", retry_after=wait_told(answer.headers))
        replay = answer.headers.get("request-idempotency", "").strip().lower() == "true"
        return Reply(answer.status, parsed(answer.body), replay)

    def _sent(
        self, method: str, path: str, more: dict[str, str], body: str, budget: Budget, *, fresh: bool
    ) -> Answered:
        headers = {
            "Authorization": f"Bearer {self._key(fresh=fresh)}",
            "Accept": "application/json",
            **more,
        }
        if path.startswith(_MERCHANTS):
            headers["Merchant-Id"] = self._access.merchant_id
        bucket = self._reads if method == "GET" else self._writes
        self._hold_back(bucket, budget)
        url = f"{self._access.base}{path}"
        try:
            answer = self._send(method, url, headers, body.encode(), within=budget.left)
        except NotConnectedError:
            raise GatewayUnavailableError("ppro: not connected") from None
        except NoAnswerError:
            raise
        except OSError as trouble:
            raise NoAnswerError(type(trouble).__name__) from None
        bucket.hear(answer.headers)
        return answer

    def _hold_back(self, bucket: Bucket, budget: Budget) -> None:
        """Wait for a token if there is time, and else send nothing."""
        wait = bucket.take()
        # Time must be left for the call itself, or waiting would only make an unknown of it.
        if 0 < wait <= budget.left / 4:
            self._sleep(wait)
            wait = bucket.take()
        if wait:
            raise GatewayUnavailableError("ppro: our own limit of rate", retry_after=wait)
        if budget.left <= 0:
            raise GatewayUnavailableError("ppro: no time left")

    def _key(self, *, fresh: bool) -> str:
        try:
            key = self._access.api_key(fresh=True) if fresh else self._access.api_key()
        except StoreUnavailableError:
            raise GatewayUnavailableError("ppro: the key cannot be fetched") from None
        if not key or not all("!" <= sign <= "~" for sign in key):
            raise GatewayUnavailableError("ppro: there is no key that can be sent")
        others = (start for place, start in _KEYS.items() if place is not self._access.environment)
        if key.startswith(tuple(others)):
            raise GatewayUnavailableError("ppro: the key is of another environment")
        return key
