"""What is shown on a screen: the shape of APL documents and of the commands to them."""

import re
from collections.abc import Mapping
from typing import Any

from simulator.alexa.rules import demand, demand_object, demand_text

_VERSION = re.compile(r"[01]\.\d+|20\d\d\.\d+")
LINK = "Link"
"""A document that is kept by Alexa, named by its address."""


def check_render(directive: Mapping[str, Any]) -> None:
    """Raise RuleBroken when no device could show this RenderDocument directive."""
    kind = str(directive["type"])
    if kind.startswith("Alexa.Presentation.APL."):
        demand_text(directive.get("token"), "apl-token", kind=kind)
    document = demand_object(directive.get("document"), "apl-document")
    # "Alexa.Presentation.APLT.RenderDocument" shows a document of type APLT, and so on.
    own = kind.split(".")[2]
    found = document.get("type")
    demand(found in (own, LINK), "apl-type", found, known=f"{own} or {LINK}")
    if found == LINK:
        demand_text(document.get("src"), "apl-link")
    else:
        version = document.get("version")
        demand(isinstance(version, str) and _VERSION.fullmatch(version) is not None, "apl-version", version)
        demand_object(document.get("mainTemplate"), "apl-template")
    for member in ("datasources", "sources"):
        for entry in demand_object(directive.get(member, {}), "apl-sources", member=member).values():
            demand_object(entry, "apl-sources", member=member)


def check_commands(directive: Mapping[str, Any]) -> None:
    """Raise RuleBroken when no device could carry out this ExecuteCommands directive."""
    kind = str(directive["type"])
    demand_text(directive.get("token"), "apl-token", kind=kind)
    commands = directive.get("commands")
    listed = isinstance(commands, list) and bool(commands)
    demand(listed, "apl-commands", commands, kind=kind)
    for command in commands if isinstance(commands, list) else []:
        demand_text(demand_object(command, "apl-commands", kind=kind).get("type"), "apl-commands", kind=kind)
