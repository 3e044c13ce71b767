"""The buyer address and buyer id API of one room, on loopback from the moment that somebody asks where it is."""

from simulator.alexa.tokens import AccessTokens
from simulator.amazon_pay.buyer_service import BuyerService
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

    def close(self) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.__exit__(None, None, None)
            self._server = None
