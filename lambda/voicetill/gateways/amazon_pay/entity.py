"""What every object of a payment request has in common: how it is checked, refused and written.

There is one way in, `Entity.of`, which takes the object as the provider's documents write it, and one way out,
`render`. What `of` returns keeps every rule; what breaks one is refused with the path of each faulty field.
"""

from collections.abc import Iterator, Mapping
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic.alias_generators import to_camel
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from voicetill.domain.errors import PayloadRefusedError

# Of the checker's own messages, the ones that a merchant would not understand.
_PLAIN_WORDS = {
    "missing": "is required",
    "extra_forbidden": "is not a field of this object",
    "invalid_key": "is not a field of this object",
    "string_type": "must be a string",
    "bool_type": "must be true or false",
    "int_type": "must be a whole number",
    "model_type": "must be an object",
    "tuple_type": "must be a list",
}


class Entity(BaseModel):
    """An object of a request. `@type` and `@version` stand in every one, and always say the same.

    Building one by its constructor checks it as well, but names faults in the checker's own exception.
    """

    # Models are finished when first used: a turn that takes no money should not wait for them (cold start).
    model_config = ConfigDict(
        frozen=True,
        strict=True,
        extra="forbid",
        alias_generator=to_camel,
        defer_build=True,
        hide_input_in_errors=True,
    )

    # The string, not the number, and without a "v" (Setup API).
    version: Literal["2"] = Field("2", alias="@version")

    @classmethod
    def of(cls, wire: Mapping[str, object]) -> Self:
        """Read an object by its wire names; raises PayloadRefusedError. None means absent."""
        try:
            return cls.model_validate(dict(wire) if isinstance(wire, Mapping) else wire)
        except ValidationError as refused:
            raise PayloadRefusedError(_faults(refused)) from None

    def broken_rules(self) -> Iterator[tuple[str, str]]:
        """Yield the path and the limit of every rule between fields that this object breaks."""
        yield from ()

    @model_validator(mode="after")
    def _keep_rules_between_fields(self) -> Self:
        broken = [
            InitErrorDetails(type=PydanticCustomError("rule", limit), loc=tuple(path.split(".")), input=None)
            for path, limit in self.broken_rules()
        ]
        if broken:
            raise ValidationError.from_exception_data(type(self).__name__, broken)
        return self


def render(entity: Entity) -> dict[str, object]:
    """Return the object as plain JSON types. What is absent is left out: nothing is ever sent as null."""
    return entity.model_dump(mode="json", by_alias=True, exclude_none=True)


def _faults(refused: ValidationError) -> list[str]:
    """Say each fault once. What was found is never repeated: it may be a person's."""
    found = refused.errors(include_input=False, include_context=False, include_url=False)
    return list(dict.fromkeys(_fault(error) for error in found))


def _fault(error: ErrorDetails) -> str:
    path = ".".join(str(step) for step in error["loc"]) or "the request"
    words = _PLAIN_WORDS.get(error["type"], error["msg"].replace("Input should be", "must be"))
    return f"{path}: {words}"
