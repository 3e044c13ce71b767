"""The Alexa app's side of account linking: it sends a customer to our page, and keeps and refreshes their tokens.

As the ASK documentation "Configure an Authorization Code Grant" has it, with PKCE and HTTP Basic.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from urllib.parse import parse_qs, urlencode, urlsplit

from simulator.customers import Customer
from simulator.stage.companies import TILL
from simulator.stage.web_browser import Host, Page, Visit, WentWrong

CLIENT_ID = "pretend-alexa"
CLIENT_SECRET = "pretend-alexa-secret"
REDIRECT_URI = "https://pitangui.amazon.com/api/skill/link/M1PRETENDVENDOR"

_EARLY = timedelta(seconds=60)
"""Alexa asks for a new token a while before the old one ends."""


@dataclass(frozen=True)
class Begun:
    """A link that was begun: where the customer is sent, and what proves later that they come from there."""

    address: str
    state: str
    verifier: str


@dataclass
class _Account:
    access: str
    refresh: str
    until: datetime


class AlexaApp:
    """Links accounts for the customers of a room. `door` is what answers at our address."""

    def __init__(self, door: Host, clock: Callable[[], datetime], random: Random) -> None:
        self._door = door
        self._clock = clock
        self._random = random
        self._accounts: dict[str, _Account] = {}

    def begin(self) -> Begun:
        """Begin a link."""
        state, verifier = (f"{self._random.getrandbits(256):064x}" for _ in range(2))
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        query = urlencode(
            {
                "client_id": CLIENT_ID,
                "redirect_uri": REDIRECT_URI,
                "response_type": "code",
                "state": state,
                "code_challenge": challenge,
                "code_challenge_method": "S256",
            }
        )
        return Begun(f"{TILL}/authorise?{query}", state, verifier)

    def end(self, customer: Customer, begun: Begun, page: Page) -> str:
        """Take the code that a browser came back with, and return the first access token. Raises WentWrong."""
        if not page.url.startswith(f"{REDIRECT_URI}?"):
            raise WentWrong(f"the browser did not come back to Alexa ({page.status}): {page.words[:200]}")
        told = {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}
        if told.get("state") != begun.state:
            raise WentWrong("the state that came back is not the one that was sent")
        if "code" not in told:
            raise WentWrong(f"no code came back: {told.get('error')}")
        grant = {"grant_type": "authorization_code", "code": told["code"], "redirect_uri": REDIRECT_URI}
        self._accounts[customer.user_id] = self._asked({**grant, "code_verifier": begun.verifier})
        return self._accounts[customer.user_id].access

    def token(self, customer: Customer) -> str:
        """The access token that goes into a customer's requests; blank for whoever is not linked.

        A token that can no more be refreshed is kept: Alexa sends it until the customer links again.
        """
        account = self._accounts.get(customer.user_id)
        if account is None:
            return ""
        if self._clock() >= account.until - _EARLY:
            try:
                account = self._asked({"grant_type": "refresh_token", "refresh_token": account.refresh})
            except WentWrong:
                return account.access
            self._accounts[customer.user_id] = account
        return account.access

    def is_linked(self, customer: Customer) -> bool:
        """Whether the customer's account is linked, as far as Alexa knows."""
        return customer.user_id in self._accounts

    def forget(self, customer: Customer) -> bool:
        """The customer unlinks in the app; False if nothing was linked."""
        return self._accounts.pop(customer.user_id, None) is not None

    def _asked(self, fields: Mapping[str, str]) -> _Account:
        proof = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        headers = {"content-type": "application/x-www-form-urlencoded", "authorization": f"Basic {proof}"}
        answer = self._door(Visit("POST", f"{TILL}/token", headers, {}, urlencode(fields).encode()))
        if answer.status != 200:
            raise WentWrong(f"the token endpoint answered {answer.status}: {answer.body}")
        told = json.loads(answer.body)
        until = self._clock() + timedelta(seconds=int(told["expires_in"]))
        return _Account(str(told["access_token"]), str(told["refresh_token"]), until)
