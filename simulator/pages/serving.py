"""Our pages on loopback, with pretend Alexa, pretend payment companies and a double of the cloud around them.

American customers pay through pretend PPRO, those of the euro countries by Amazon Pay's own API.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from simulator.amazon_pay_v2.pages import as_application
from simulator.amazon_pay_v2.service import AmazonPayV2
from simulator.amazon_pay_v2.signatures import Keys
from simulator.cloud.deployment import Deployment
from simulator.cloud.double import Cloud
from simulator.loopback import LoopbackServer
from simulator.pages.alexa_app import CLIENT_ID, CLIENT_SECRET, LINK, AlexaApp
from simulator.pages.http_api import HttpApi
from simulator.ppro.api import Api
from simulator.ppro.books import SECRET
from simulator.ppro.pages import served
from simulator.ppro.service import Ppro

_KEY = "key_sandbox_of_the_pages"
_PUBLIC_KEY_ID = "SANDBOX-PRETENDPRETENDPRETENDPRE"


@dataclass(frozen=True, slots=True)
class Street:
    """Everything that is served, and where."""

    pages: str
    app: AlexaApp
    ppro: Ppro
    amazon_pay: AmazonPayV2
    cloud: Cloud
    deployment: Deployment


@contextmanager
def serving(port: int = 0, *, settings: Mapping[str, str] | None = None) -> Iterator[Street]:
    """Serve it all as long as the block lasts; `settings` differ from the usual ones of the web function."""
    api, app, ppro, key = HttpApi(), AlexaApp(), Ppro(), generate_private_key(65537, 2048)
    amazon_pay = AmazonPayV2(Keys({_PUBLIC_KEY_ID: _public(key)}))
    with (
        Cloud() as cloud,
        served(Api(ppro, {_KEY})) as company,
        LoopbackServer(as_application(amazon_pay)) as amazon,
        LoopbackServer(app) as alexa,
        LoopbackServer(api, port=port) as pages,
    ):
        api.base_url, app.pages, app.own = pages.endpoint, pages.endpoint, alexa.endpoint
        amazon_pay.base = amazon.endpoint
        told = {
            "OAUTH_CLIENT_ID": CLIENT_ID,
            "OAUTH_CLIENT_SECRET": "oauth",
            "OAUTH_REDIRECT_URIS": alexa.endpoint + LINK,
            "WEB_BASE_URL": pages.endpoint,
            "SERVER_PROVIDERS": "ppro,amazon_pay_v2",
            "PPRO_MERCHANT_ID": ppro.merchant_id,
            "PPRO_API_KEY_SECRET": "ppro",
            "PPRO_WEBHOOK_SECRET": "ppro webhooks",
            "PPRO_ENDPOINT": company,
            "AMAZON_PAY_STORE_ID": "amzn1.application-oa2-client.pretend",
            "AMAZON_PAY_PUBLIC_KEY_ID": _PUBLIC_KEY_ID,
            "AMAZON_PAY_PRIVATE_KEY_SECRET": "amazon pay",
            "AMAZON_PAY_REGION": "eu",
            "AMAZON_PAY_CURRENCY": "EUR",
            "AMAZON_PAY_ENDPOINT": amazon.endpoint,
            **(settings or {}),
        }
        deployment = cloud.deploy(told)
        with deployment.entered():
            api.handler = _opened(cloud, key)
        yield Street(pages.endpoint, app, ppro, amazon_pay, cloud, deployment)


def _opened(cloud: Cloud, key: RSAPrivateKey) -> Callable[[Any, Any], dict[str, Any]]:
    from voicetill.wiring.web import open_web  # noqa: PLC0415 - loading the pages is part of opening them

    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    texts = {"oauth": CLIENT_SECRET, "ppro": _KEY, "ppro webhooks": SECRET, "amazon pay": private}

    def secret(name: str) -> Callable[..., str]:
        return lambda *, fresh=False: texts[name]

    return open_web(dynamodb=cloud.client(), secrets=secret)


def _public(key: RSAPrivateKey) -> str:
    told = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return told.decode()
