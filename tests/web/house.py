"""Our pages over fakes, with a pretend Alexa and a pretend browser in front of them. No socket is opened.

The browser keeps cookies as browsers do, says where a request comes from, and follows nothing by itself.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser
from itertools import count
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from oauthlib.oauth2 import WebApplicationClient

from simulator.cloud.parameters import SWITCH, PretendParameters
from tests.fakes.clock import FixedClock
from tests.fakes.ledger import MemoryLedger
from tests.fakes.links import MemoryLinks
from tests.fakes.server_payments import PretendPayments
from voicetill.domain.charging import ConsentPage, Notice
from voicetill.domain.errors import StoreUnavailableError
from voicetill.domain.money import Currency
from voicetill.services.linking import Inviting
from voicetill.services.provider_ports import ProviderNotices
from voicetill.services.providers import Providers
from voicetill.settings.web import WebSettings
from voicetill.wiring.web import open_web

HOST = "till.example"
BASE = f"https://{HOST}"
CLIENT_ID = "alexa"
SECRET = "s3cret of+the%client"
REDIRECT = "https://pitangui.amazon.com/api/skill/link/M1EXAMPLE"
OTHER_REDIRECT = "https://layla.amazon.com/api/skill/link/M1EXAMPLE"
VERIFIER = "verifier-of-forty-three-signs-or-a-few-more"
STATE = "state & more=1"
ENVIRONMENT = {
    "SANDBOX_MODE": "true",
    "SELLER_ID": "A1EXAMPLE",
    "TABLE_NAME": "till",
    "OAUTH_CLIENT_ID": CLIENT_ID,
    "OAUTH_CLIENT_SECRET": "till/oauth",
    "OAUTH_REDIRECT_URIS": f"{REDIRECT}, {OTHER_REDIRECT}",
}
ADDRESS = {"line1": "1 Main Street", "city": "Cupertino", "region": "CA", "postal_code": "95014", "country": "US"}


class Keeper:
    """The client's secret, in a pretend store of secrets."""

    def __init__(self) -> None:
        self.text = SECRET.replace(" ", "_")
        self.kept = self.text
        self.is_down = False
        self.asked = 0

    def __call__(self, *, fresh: bool = False) -> str:
        if self.is_down:
            raise StoreUnavailableError
        self.asked += fresh
        self.kept = self.text if fresh else self.kept
        return self.kept


class Ears:
    """Whoever does something about notifications."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str]] = []
        self.fails: Exception | None = None

    def hear(self, provider: str, notice: Notice) -> None:
        if self.fails is not None:
            raise self.fails
        self.heard.append((provider, notice.id))


class House:
    """Everything behind the door, for a test to look at."""

    def __init__(
        self,
        *,
        readers: Mapping[str, ProviderNotices] | None = None,
        payments: PretendPayments | None = None,
        files: Mapping[str, str] | None = None,
        settles: bool = False,
        **changes: str,
    ) -> None:
        self.clock = FixedClock()
        self.desk = MemoryLinks()
        self.ledger = MemoryLedger()
        self.payments = payments or PretendPayments(currencies=frozenset({Currency.USD, Currency.EUR}))
        self.secret = Keeper()
        self.ears = Ears()
        self.secrets: list[str] = []
        self._numbers = count(1)
        self.parameters = PretendParameters()
        self.door = open_web(
            WebSettings.model_validate({**ENVIRONMENT, "SALES_SWITCH_PARAMETER": SWITCH, **changes}),
            ssm=self.parameters,
            files=files,
            desk=self.desk,
            ledger=self.ledger,
            journal=self.ledger.journal,
            providers=Providers({self.payments.name: lambda: self.payments}),
            readers=readers or {},
            hears=None if settles else self.ears,
            secrets=lambda name: self.secret,
            clock=self.clock,
            new_id=lambda: f"{next(self._numbers):026d}",
            new_secret=self.new_secret,
        )

    def new_secret(self) -> str:
        self.secrets.append(f"secret{next(self._numbers):037d}")
        return self.secrets[-1]

    def page(self) -> ConsentPage:
        """The latest page that the payment company made."""
        consent_id = list(self.payments.consents)[-1]
        return ConsentPage(consent_id, "")

    def turn_switch(self, stands: str) -> None:
        """The merchant turns the switch, and a minute passes."""
        self.parameters.values[SWITCH] = stands
        self.clock.pass_by(timedelta(minutes=1))

    def invite(self, link_id: str) -> str:
        return Inviting(self.desk, self.clock, self.new_secret).invite(link_id)

    def only_link_id(self) -> str:
        (link_id,) = self.desk.kept.links
        return link_id


@dataclass
class Response:
    status: int
    headers: Mapping[str, str]
    body: str
    cookies: Sequence[str]

    @property
    def location(self) -> str:
        return self.headers.get("location", "")

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.location).query))

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def page(self) -> "Page":
        return Page(self.body)


class Page(HTMLParser):
    """What a browser would find in a page."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.action = ""
        self.values: dict[str, str] = {}
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append((tag, given))
        if tag == "form":
            self.action = given.get("action") or ""
        if tag == "input":
            self.values[given.get("name") or ""] = given.get("value") or ""

    def handle_data(self, data: str) -> None:
        self.words += data


def event(method: str, path: str, *, query: str = "", body: str | bytes = "", **more: Any) -> dict[str, Any]:
    """A request in payload format 2.0."""
    raw = body if isinstance(body, bytes) else body.encode()
    given: dict[str, Any] = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "headers": {},
        "requestContext": {"domainName": HOST, "http": {"method": method, "path": path}},
        "body": base64.b64encode(raw).decode(),
        "isBase64Encoded": True,
    }
    return {**given, **more}


def asked(door: Any, given: Any) -> Response:
    told = door(given, None)
    json.dumps(told)
    return Response(told["statusCode"], told["headers"], told["body"], told.get("cookies", ()))


@dataclass
class Browser:
    """Somebody's browser on our pages."""

    house: House
    cookies: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def get(self, address: str, **headers: str) -> Response:
        return self._send("GET", address, "", {"sec-fetch-site": "cross-site", **headers})

    def post(self, address: str, fields: Mapping[str, str] | str, **headers: str) -> Response:
        body = fields if isinstance(fields, str) else urlencode(fields)
        kind = {"content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin"}
        return self._send("POST", address, body, {**kind, **headers})

    def submits(self, page: Response, choice: str = "pay", **fields: str) -> Response:
        """Fill in the page's form and press a button."""
        form = page.page
        return self.post(form.action, {**form.values, "country": "US", **fields, "choice": choice})

    def _send(self, method: str, address: str, body: str, headers: Mapping[str, str]) -> Response:
        parts = urlsplit(address)
        given = event(method, parts.path, query=parts.query, body=body)
        given["headers"] = {**self.headers, **{name.replace("_", "-"): it for name, it in headers.items()}}
        given["cookies"] = [f"{name}={value}" for name, value in self.cookies.items()]
        response = asked(self.house.door, given)
        for cookie in response.cookies:
            name, _, rest = cookie.partition("=")
            self.cookies[name] = rest.partition(";")[0]
            if "Max-Age=0" in rest:
                del self.cookies[name]
        return response


class Alexa:
    """The client: asks for codes and tokens. What it sends is made by a library that is not ours."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._client = WebApplicationClient(CLIENT_ID)

    def address(self, *, state: str = STATE, **changes: str | None) -> str:
        challenge = self._client.create_code_challenge(VERIFIER, "S256")
        whole = {
            "client_id": CLIENT_ID,
            "redirect_uri": REDIRECT,
            "response_type": "code",
            "state": state,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
            **changes,
        }
        return f"{BASE}/authorise?" + urlencode({name: it for name, it in whole.items() if it is not None})

    def code(self, response: Response, *, state: str = STATE) -> str:
        """The code with which a browser was sent back."""
        assert response.location.startswith(f"{REDIRECT}?"), response
        return str(self._client.parse_request_uri_response(response.location, state=state)["code"])

    def exchange(self, code: str, **changes: str) -> Response:
        fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT}
        return self.token({**fields, "code_verifier": VERIFIER, **changes})

    def refresh(self, token: str) -> Response:
        return self.token({"grant_type": "refresh_token", "refresh_token": token})

    def token(self, fields: Mapping[str, str] | str, *, path: str = "/token", **headers: str) -> Response:
        body = fields if isinstance(fields, str) else urlencode(fields)
        proof = base64.b64encode(f"{CLIENT_ID}:{self._house.secret.text}".encode()).decode()
        usual = {"content-type": "application/x-www-form-urlencoded", "authorization": f"Basic {proof}"}
        given = event("POST", path, body=body)
        given["headers"] = {name: it for name, it in {**usual, **headers}.items() if it}
        return asked(self._house.door, given)

    def tokens(self, response: Response) -> dict[str, Any]:
        """The tokens of a link that was just made."""
        answer = self.exchange(self.code(response))
        assert answer.status == 200, answer
        return dict(self._client.parse_request_body_response(answer.body))
