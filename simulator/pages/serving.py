"""Our pages on loopback, with pretend Alexa, pretend PPRO and a double of the cloud around them."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

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

_SECRETS = {"oauth": CLIENT_SECRET, "ppro": _KEY, "ppro webhooks": SECRET}
"""What the names of secrets stand for."""


@dataclass(frozen=True, slots=True)
class Street:
    """Everything that is served, and where."""

    pages: str
    app: AlexaApp
    ppro: Ppro
    cloud: Cloud
    deployment: Deployment


@contextmanager
def serving(port: int = 0, *, settings: Mapping[str, str] | None = None) -> Iterator[Street]:
    """Serve it all as long as the block lasts; `settings` differ from the usual ones of the web function."""
    api, app, ppro = HttpApi(), AlexaApp(), Ppro()
    with (
        Cloud() as cloud,
        served(Api(ppro, {_KEY})) as company,
        LoopbackServer(app) as alexa,
        LoopbackServer(api, port=port) as pages,
    ):
        api.base_url, app.pages, app.own = pages.endpoint, pages.endpoint, alexa.endpoint
        told = {
            "OAUTH_CLIENT_ID": CLIENT_ID,
            "OAUTH_CLIENT_SECRET": "oauth",
            "OAUTH_REDIRECT_URIS": alexa.endpoint + LINK,
            "WEB_BASE_URL": pages.endpoint,
            "SERVER_PROVIDERS": "ppro",
            "PPRO_MERCHANT_ID": ppro.merchant_id,
            "PPRO_API_KEY_SECRET": "ppro",
            "PPRO_WEBHOOK_SECRET": "ppro webhooks",
            "PPRO_ENDPOINT": company,
            **(settings or {}),
        }
        deployment = cloud.deploy(told)
        with deployment.entered():
            api.handler = _opened(cloud)
        yield Street(pages.endpoint, app, ppro, cloud, deployment)


def _opened(cloud: Cloud) -> Callable[[Any, Any], dict[str, Any]]:
    from voicetill.wiring.web import open_web  # noqa: PLC0415 - loading the pages is part of opening them

    def secret(name: str) -> Callable[..., str]:
        return lambda *, fresh=False: _SECRETS[name]

    return open_web(dynamodb=cloud.client(), secrets=secret)
