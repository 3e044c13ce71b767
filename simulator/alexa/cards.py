"""Cards in the Alexa app: their four types and their limits."""

import re
from collections.abc import Mapping
from typing import Any

from simulator.alexa.rulebook import MAX_CARD, MAX_URL
from simulator.alexa.rules import demand, demand_object, demand_text

MEMBERS: Mapping[str, frozenset[str]] = {
    "Simple": frozenset({"type", "title", "content"}),
    "Standard": frozenset({"type", "title", "text", "image"}),
    "LinkAccount": frozenset({"type"}),
    "AskForPermissionsConsent": frozenset({"type", "permissions"}),
}
IMAGE_MEMBERS = frozenset({"smallImageUrl", "largeImageUrl"})
_SCOPE = re.compile(r"[a-z_]+::?[a-z_]+(?::[a-z_]+)*")


def check_card(card: object) -> None:
    """Raise RuleBroken when the Alexa app would not show this card."""
    members = demand_object(card, "card")
    kind = str(members.get("type"))
    demand(kind in MEMBERS, "card-type", kind, known=", ".join(MEMBERS))
    unknown = sorted(set(members) - MEMBERS[kind])
    demand(not unknown, "card-members", ", ".join(unknown), kind=kind)
    for name in ("title", "content", "text"):
        demand_text(members.get(name, ""), "card-text", member=name)
    if "image" in members:
        _check_image(members["image"])
    length = _length(members)
    demand(length <= MAX_CARD, "card-length", length)
    if kind == "AskForPermissionsConsent":
        _check_permissions(members.get("permissions"))


def _check_permissions(asked: object) -> None:
    named = isinstance(asked, list) and bool(asked) and all(isinstance(name, str) for name in asked)
    if not isinstance(asked, list) or not named or len(set(asked)) < len(asked):
        demand(False, "consent-names", asked)
        return
    for scope in asked:
        demand(_SCOPE.fullmatch(scope) is not None, "consent-scope", scope)


def _check_image(image: object) -> None:
    members = demand_object(image, "card-image")
    demand(bool(members) and set(members) <= IMAGE_MEMBERS, "card-image-members", sorted(members))
    for value in members.values():
        url = demand_text(value, "card-url")
        demand(url.startswith("https://"), "card-url-https", url)
        demand(len(url) <= MAX_URL, "card-url-length", len(url))


def _length(card: Mapping[str, Any]) -> int:
    texts = [card.get(member, "") for member in ("title", "content", "text")]
    return sum(len(text) for text in [*texts, *card.get("image", {}).values()])
