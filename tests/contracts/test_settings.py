"""The template tells the function exactly what its settings read."""

from typing import Any

import yaml

from tests.tools import ROOT
from voicetill.settings.skill import SkillSettings

# What Lambda sets by itself, and a template may not.
SET_BY_LAMBDA = {"AWS_REGION"}

# What leads a rehearsal to a pretend service; a deployment asks Amazon's own.
FOR_REHEARSALS = {"BUYER_API_ENDPOINT", "ALEXA_API_ENDPOINT"}

# What a template may leave to its default.
DEFAULTED = {"PAYMENT_ROUTE", "RENEW_ALEXA_AGREEMENTS"}


class _AnyTag(yaml.SafeLoader):
    """Reads CloudFormation's own tags as whatever stands behind them."""


_AnyTag.add_multi_constructor("!", lambda loader, suffix, node: node.value)


def test_the_variables_of_the_template_are_the_fields_of_the_settings() -> None:
    template: dict[str, Any] = yaml.load((ROOT / "template.yaml").read_text(encoding="utf-8"), Loader=_AnyTag)

    told = set(template["Resources"]["SkillFunction"]["Properties"]["Environment"]["Variables"])

    read = {field.alias for field in SkillSettings.model_fields.values()} - SET_BY_LAMBDA - FOR_REHEARSALS
    assert told - DEFAULTED == read - DEFAULTED
