"""Cards in the Alexa app: their four types and their limits (ASK "Request and Response JSON Reference")."""

from collections.abc import Mapping
from typing import Any

from simulator.alexa.rules import demand, demand_object, demand_text

MAX_CARD = 8000
MAX_URL = 2000
MEMBERS: Mapping[str, frozenset[str]] = {
    "Simple": frozenset({"type", "title", "content"}),
    "Standard": frozenset({"type", "title", "text", "image"}),
    "LinkAccount": frozenset({"type"}),
    "AskForPermissionsConsent": frozenset({"type", "permissions"}),
}
IMAGE_MEMBERS = frozenset({"smallImageUrl", "largeImageUrl"})


def check_card(card: object) -> None:
    """Raise RuleBroken when the Alexa app would not show this card."""
    members = demand_object(card, "a card is an object")
    kind = str(members.get("type"))
    demand(kind in MEMBERS, f"a card is one of {', '.join(MEMBERS)}", kind)
    unknown = sorted(set(members) - MEMBERS[kind])
    demand(not unknown, f"a {kind} card has only members that Alexa knows", ", ".join(unknown))
    for name in ("title", "content", "text"):
        demand_text(members.get(name, ""), f"a card's {name} is text")
    _check_image(members.get("image", {}))
    length = _length(members)
    demand(length <= MAX_CARD, f"a card has at most {MAX_CARD} characters", length)
    if kind == "AskForPermissionsConsent":
        asked = members.get("permissions")
        named = isinstance(asked, list) and bool(asked) and all(isinstance(name, str) for name in asked)
        demand(named, "a consent card names the permissions that it asks for", asked)


def _check_image(image: object) -> None:
    members = demand_object(image, "a card's image is an object")
    demand(set(members) <= IMAGE_MEMBERS, "a card's image has a small and a large URL", sorted(members))
    for value in members.values():
        url = demand_text(value, "the URL of a card's image is text")
        demand(url.startswith("https://"), "card images come over https", url)
        demand(len(url) <= MAX_URL, f"the URL of a card's image has at most {MAX_URL} characters", len(url))


def _length(card: Mapping[str, Any]) -> int:
    texts = [card.get(member, "") for member in ("title", "content", "text")]
    return sum(len(text) for text in [*texts, *card.get("image", {}).values()])
