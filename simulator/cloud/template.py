"""Reads `template.yaml` as far as a rehearsal needs it: the tables, and the skill function's environment."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

TEMPLATE = Path(__file__).resolve().parents[2] / "template.yaml"
FUNCTION = "SkillFunction"


class TemplateNotUnderstood(Exception):  # noqa: N818 - reads as a plain fact
    """Raised when the template says something that has no meaning on this machine."""


class _Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short tags, each read as its long form: `!Ref X` is `{"Ref": "X"}`."""


def _long_form(loader: _Loader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    name = suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        return {name: loader.construct_scalar(node)}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    if isinstance(node, yaml.MappingNode):
        return {name: loader.construct_mapping(node, deep=True)}
    raise TemplateNotUnderstood(f"!{suffix} holds something unknown")


_Loader.add_multi_constructor("!", _long_form)


@dataclass(frozen=True)
class Template:
    """One parsed template."""

    document: Mapping[str, Any]

    def tables(self) -> dict[str, dict[str, Any]]:
        """The properties of each `AWS::DynamoDB::Table`, by logical id."""
        return {
            name: resource["Properties"]
            for name, resource in self.document["Resources"].items()
            if resource["Type"] == "AWS::DynamoDB::Table"
        }

    def environment(self, *, tables: Mapping[str, str], chosen: Mapping[str, str], region: str) -> dict[str, str]:
        """The skill function's variables as the cloud would set them; every fault is named at once."""
        values: dict[str, str] = {}
        unknown = []
        for name, value in self._variables().items():
            if self._is_of_the_stack(value):
                continue
            try:
                values[name] = self._resolved(value, tables=tables, chosen=chosen, region=region)
            except TemplateNotUnderstood as error:
                unknown.append(f"{name}: {error}")
        if unknown:
            raise TemplateNotUnderstood("; ".join(unknown))
        return values

    def _is_of_the_stack(self, value: object) -> bool:
        """Whether a variable names what only a deployed stack has: its parameters in Systems Manager, its name."""
        reference = value.get("Ref") if isinstance(value, dict) else None
        resource = self.document["Resources"].get(reference, {})
        return reference == "AWS::StackName" or resource.get("Type") == "AWS::SSM::Parameter"

    def _variables(self) -> dict[str, Any]:
        """The function's own variables over those that Globals give to every function."""
        shared = self.document.get("Globals", {}).get("Function", {})
        function = self.document["Resources"][FUNCTION]["Properties"]
        return {**_variables_of(shared), **_variables_of(function)}

    def _resolved(
        self, value: object, *, tables: Mapping[str, str], chosen: Mapping[str, str], region: str
    ) -> str:
        if isinstance(value, bool):
            return str(value).lower()
        if not isinstance(value, dict):
            return str(value)
        reference = value.get("Ref")
        if not isinstance(reference, str):
            raise TemplateNotUnderstood(f"cannot resolve {value}")
        if reference in tables:
            return tables[reference]
        if reference == "AWS::Region":
            return region
        return self._parameter(reference, chosen)

    def _parameter(self, name: str, chosen: Mapping[str, str]) -> str:
        """A parameter's value: chosen under the same name as a variable (SkillId, SKILL_ID), or its default."""
        by_plain_name = {_plain(variable): value for variable, value in chosen.items()}
        if _plain(name) in by_plain_name:
            return by_plain_name[_plain(name)]
        parameter = self.document.get("Parameters", {}).get(name, {})
        if "Default" not in parameter:
            raise TemplateNotUnderstood(f"{name} has no value here and no default")
        return str(parameter["Default"])


def read_template(path: Path = TEMPLATE) -> Template:
    """Parse the template at this path."""
    # _Loader is SafeLoader with tags that make plain dicts.
    return Template(yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader))  # noqa: S506


def _variables_of(properties: Mapping[str, Any]) -> dict[str, Any]:
    variables: dict[str, Any] = properties.get("Environment", {}).get("Variables", {})
    return variables


def _plain(name: str) -> str:
    return name.replace("_", "").casefold()
