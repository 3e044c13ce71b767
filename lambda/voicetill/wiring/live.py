"""Opens the route of the server for the voice; only a till on that route loads this, and what it needs."""

import secrets as chance
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicetill.gateways.fetching import Send
from voicetill.services.adopting import Adopting
from voicetill.services.charging import Pages, ServerRoute
from voicetill.services.concluding import Concluding
from voicetill.services.guarding import Guard
from voicetill.services.link_ports import Links
from voicetill.services.linking import Inviting
from voicetill.services.paying import VoiceRoute
from voicetill.services.ports import Journal, Shop
from voicetill.services.providers import Providers
from voicetill.settings.live import LiveSettings
from voicetill.settings.skill import SkillSettings
from voicetill.stores.links import DynamoLinks
from voicetill.wiring.parts import environment
from voicetill.wiring.providers import Secrets, open_providers, secrets_manager

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@dataclass(frozen=True, slots=True)
class Live:
    """What the till has besides on this route."""

    route: ServerRoute
    concluding: Concluding
    guard: Guard
    adopting: Adopting
    links: Links


@dataclass(frozen=True, slots=True)
class LiveParts:
    """What may stand in for the real parts; `send` for the web, `new_secret` for chance."""

    providers: Providers | None = None
    links: Links | None = None
    send: Send | None = None
    secrets: Secrets | None = None
    new_secret: Callable[[], str] | None = None


def open_live(
    skill: SkillSettings,
    settings: LiveSettings,
    shop: Shop,
    *,
    journal: Journal,
    voice: VoiceRoute,
    dynamodb: "Callable[[], DynamoDBClient]",
    parts: LiveParts | None = None,
) -> Live:
    """Return the route with all that belongs to it."""
    parts = parts or LiveParts()
    links = parts.links or DynamoLinks(
        dynamodb(),
        table_name=skill.table_name,
        seller_id=skill.seller_id,
        environment=environment(sandbox=skill.sandbox_mode),
    )
    providers = parts.providers or open_providers(
        settings, send=parts.send, secrets=parts.secrets or secrets_manager(skill.region), clock=shop.clock
    )
    route = ServerRoute(
        shop,
        voice,
        providers,
        links,
        pages=_pages(settings, links, shop, parts),
        captures_on_shipping=settings.capture == "on_shipping",
    )
    return Live(route, Concluding(shop, journal), Guard(shop, links), Adopting(shop, links), links)


def _pages(settings: LiveSettings, links: Links, shop: Shop, parts: LiveParts) -> Pages | None:
    if settings.pages_url is None:
        return None
    inviting = Inviting(links, shop.clock, parts.new_secret or (lambda: chance.token_urlsafe(32)))
    return Pages(settings.pages_url, inviting, to_phone=settings.send_to_phone)
