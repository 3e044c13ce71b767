"""docs/linking.md names every route that is answered, every variable that is read, and no other."""

import inspect
import re

from tests.tools import ROOT
from tests.web.house import House
from voicetill.settings.settling import SettlingSettings
from voicetill.settings.web import WebSettings
from voicetill.web.site import Site

TEXT = (ROOT / "docs" / "linking.md").read_text(encoding="utf-8")


def test_every_route_is_named_and_no_other() -> None:
    site = inspect.unwrap(House().door)
    assert isinstance(site, Site)

    named = {
        route.replace("CODE", "[^/]+").replace("NAME", "[^/]*")
        for route in re.findall(r"`((?:GET|POST) /[^`]*)`", TEXT)
    }

    assert named == set(site.routes)


def test_every_variable_of_its_own_is_named_and_no_other() -> None:
    own = set(WebSettings.model_fields) - set(SettlingSettings.model_fields)

    named = set(re.findall(r"^\| `([A-Z_]+)` \|", TEXT, re.MULTILINE))

    assert named == {WebSettings.model_fields[name].alias for name in own}
