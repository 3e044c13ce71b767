"""Amazon's own description of its documents (Swagger 2.0), and what it says of one of ours.

Swagger is looser than it looks, in two ways that matter here. A key that it does not know passes unnoticed,
so a misspelt one is lost in silence; and a plain validator stops at a base definition that a `discriminator`
would lead on from. So the document is walked together with its definition, through references, `allOf` and
discriminators.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema import Draft4Validator

from scripts.findings import Finding

MODEL = "v1.skill.interactionModel.InteractionModelData"
MANIFEST = "v1.skill.Manifest.SkillManifestEnvelope"

_QUOTED = 80

Schema = Mapping[str, Any]


class AmazonSchema:
    """Checks documents against definitions of the Swagger file."""

    def __init__(self, spec: Mapping[str, Any]) -> None:
        self._definitions: dict[str, Schema] = spec["definitions"]

    def check(self, document: object, *, definition: str, file: str) -> list[Finding]:
        """Return what is wrong with the document: each fault once, outermost first."""
        schema = {"$ref": f"#/definitions/{definition}"}
        found = [*self._faults(document, schema, "$", file), *self._walk(document, schema, "$", file)]
        return list(dict.fromkeys(found))

    def _faults(self, value: object, schema: Schema, place: str, file: str) -> Iterator[Finding]:
        validator = Draft4Validator({"allOf": [schema], "definitions": self._definitions})
        for error in sorted(validator.iter_errors(value), key=lambda error: list(map(str, error.absolute_path))):
            where = place + error.json_path.removeprefix("$")
            mend = f"{_shortened(error.message)} ({error.validator})"
            yield Finding(file=file, place=where, rule="against Amazon's schema", mend=mend)

    def _walk(self, value: object, schema: Schema, place: str, file: str) -> Iterator[Finding]:
        if not schema:  # anything goes
            return
        if isinstance(value, list):
            items = self._merged(schema).get("items", {})
            for index, item in enumerate(value):
                yield from self._walk(item, items, f"{place}[{index}]", file)
        elif isinstance(value, dict):
            yield from self._walk_object(value, schema, place, file)

    def _walk_object(self, value: dict[str, Any], schema: Schema, place: str, file: str) -> Iterator[Finding]:
        merged = self._merged(schema)
        if "discriminator" in merged:
            special = self._special(schema, value.get(merged["discriminator"]))
            if special is None:
                yield _unknown_kind(value, merged["discriminator"], place, file)
                return
            yield from self._faults(value, special, place, file)
            merged = self._merged(special)
        known = merged["properties"]
        for key, inner in value.items():
            expected = known.get(key, merged["others"])
            if expected is None:
                yield _unknown_key(key, known, place, file)
            else:
                yield from self._walk(inner, expected, f"{place}.{key}", file)

    def _merged(self, schema: Schema) -> dict[str, Any]:
        """Put together what a definition says by itself, by reference and by `allOf`."""
        merged: dict[str, Any] = {"properties": {}, "others": None}
        for part in self._parts(schema):
            merged["properties"] |= part.get("properties", {})
            # Some generators choke on the first spelling, so the file hides it behind the second at times.
            for spelling in ("additionalProperties", "x-jsonSchema-additionalProperties"):
                if part.get(spelling, False) is not False:
                    merged["others"] = {} if part[spelling] is True else part[spelling]
            merged |= {key: part[key] for key in ("items", "discriminator") if key in part}
        if "discriminator" not in merged:
            # A few bases forget to name their discriminator: the keys of all their kinds are possible there.
            for kind in self._kinds_of(schema):
                merged["properties"] = self._merged(kind)["properties"] | merged["properties"]
        return merged

    def _parts(self, schema: Schema) -> Iterator[Schema]:
        if "$ref" in schema:
            yield from self._parts(self._definitions[_name(schema)])
        else:
            for part in schema.get("allOf", ()):
                yield from self._parts(part)
            yield schema

    def _special(self, schema: Schema, kind: object) -> Schema | None:
        """Find the definition that the discriminator's value leads to."""
        found = (
            one for one in self._kinds_of(schema) if self._definitions[_name(one)]["x-discriminator-value"] == kind
        )
        return next(found, None)

    def _kinds_of(self, schema: Schema) -> Iterator[Schema]:
        base = _name(schema)
        for name, definition in self._definitions.items() if base else ():
            if "x-discriminator-value" in definition and base in map(_name, definition.get("allOf", ())):
                yield {"$ref": f"#/definitions/{name}"}


def _name(schema: Schema) -> str:
    return str(schema.get("$ref", "")).removeprefix("#/definitions/")


def _shortened(message: str) -> str:
    # The validator quotes the whole faulty value, and keeps what is wrong with it for the end.
    return message if len(message) <= 2 * _QUOTED else f"{message[:_QUOTED]} ... {message[-_QUOTED:]}"


def _unknown_key(key: str, known: Mapping[str, object], place: str, file: str) -> Finding:
    mend = f"Amazon knows here: {', '.join(sorted(known)) or 'nothing'}"
    return Finding(file=file, place=f"{place}.{key}", rule="unknown key", mend=mend)


def _unknown_kind(value: Mapping[str, object], key: str, place: str, file: str) -> Finding:
    mend = f"Amazon knows no {value.get(key)!r} here"
    return Finding(file=file, place=f"{place}.{key}", rule="unknown kind", mend=mend)
