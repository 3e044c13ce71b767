"""The buyer address and buyer id API of one room, on loopback from the moment that somebody asks where it is.

The skill is led here and nowhere else: over loopback, or without a network where its cloud is in this process.
"""

from collections.abc import Mapping, Sequence

from werkzeug.test import Client

from simulator.alexa.tokens import AccessTokens
from simulator.amazon_pay.buyer_service import PATIENCE, BuyerService, Call
from simulator.amazon_pay.service import AmazonPay
from simulator.loopback import LoopbackServer


class BuyerApi:
    """Answers whoever holds the access token of a request that Alexa wrote in this room."""

    def __init__(self, amazon_pay: AmazonPay, tokens: AccessTokens) -> None:
        self.service = BuyerService(amazon_pay, tokens)
        self._server: LoopbackServer | None = None

    @property
    def address(self) -> str:
        """Where it listens: paths as at Amazon Pay, with or without a region (`/na`, `/eu`, `/fe`) before them."""
        if self._server is None:
            self._server = LoopbackServer(self.service).__enter__()
        return self._server.endpoint

    def fetch(self, url: str, headers: Mapping[str, str], *, within: float) -> tuple[int, bytes]:
        """Answer the skill without a network (`voicetill.wiring.till.open_till`, `fetch`). Raises TimeoutError."""
        answer = Client(self.service).get(url, headers=dict(headers), environ_overrides={PATIENCE: within})
        return answer.status_code, answer.get_data()

    def calls_since(self, number: int) -> Sequence[Call]:
        """What was asked after so many calls."""
        return tuple(self.service.calls[number:])

    def close(self) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.__exit__(None, None, None)
            self._server = None
