"""What a customer writes on our pages: read as people write it, refused field by field, and in no other way.

Nothing is refused that could be right: only countries whose rule we know have one, and what is known of a rule is
its shape. Whether a place exists, nobody here knows.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from voicetill.domain.addresses import Address
from voicetill.domain.mail_addresses import is_mail_address

# The longest of everything that is written in one field: what Amazon Pay and PPRO take without cutting.
LONGEST = 100


class Field(StrEnum):
    """The fields, by their names in the form."""

    NAME = "name"
    EMAIL = "email"
    LINE1 = "line1"
    LINE2 = "line2"
    CITY = "city"
    REGION = "region"
    POSTAL_CODE = "postal_code"
    COUNTRY = "country"
    VOICE_CODE = "voice_code"


class Slip(StrEnum):
    """What can be wrong with one."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    UNREADABLE = "unreadable"
    NOT_AN_EMAIL = "not_an_email"
    NOT_A_POSTAL_CODE = "not_a_postal_code"
    NOT_A_REGION = "not_a_region"
    NOT_DELIVERED_TO = "not_delivered_to"
    NOT_FOUR_DIGITS = "not_four_digits"


@dataclass(frozen=True, slots=True)
class Details:
    """What was written: blank and None where nothing was."""

    name: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    address: Address | None = field(default=None, repr=False)
    voice_code: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Slips:
    """The fields that cannot stay so, in the order of the form."""

    by_field: Mapping[Field, Slip]


def _matches(pattern: str) -> Callable[[str], bool]:
    rule = re.compile(pattern, re.ASCII)
    return lambda text: rule.fullmatch(text) is not None


# States, the district, territories, and the post of the forces, as the US Postal Service shortens them.
_is_state = _matches(
    "A[AEKLPRSZ]|C[AOT]|D[CE]|FL|G[AU]|HI|I[ADLN]|K[SY]|LA|M[ADEINOPST]|N[CDEHJMVY]|O[HKR]|P[AR]|RI|S[CD]|T[NX]|UT|"
    "V[AIT]|W[AIVY]"
)

# A name written out is taken as it is: the shop's tax rules know both spellings.
_SHORTEST_NAME = 4

_POSTAL_CODES: Mapping[str, Callable[[str], bool]] = {
    "US": _matches(r"[0-9]{5}(-[0-9]{4})?"),
    "GB": _matches(r"[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}"),
    "DE": _matches(r"[0-9]{5}"),
    "AT": _matches(r"[0-9]{4}"),
    "FR": _matches(r"[0-9]{5}"),
    "BE": _matches(r"[0-9]{4}"),
    "LU": _matches(r"[0-9]{4}"),
    "IT": _matches(r"[0-9]{5}"),
    "ES": _matches(r"[0-9]{5}"),
    "PT": _matches(r"[0-9]{4}-[0-9]{3}"),
    "JP": _matches(r"[0-9]{3}-[0-9]{4}"),
}

# A letter from abroad may bear the country before the number; Luxembourg's own do.
_COUNTRY_BEFORE = re.compile(r"^(A|B|D|F|I|E|L|P|AT|BE|DE|FR|IT|ES|LU|PT)[ -]?(?=[0-9])", re.ASCII)

REGION_NEEDED = frozenset({"US", "JP"})
"""Where no parcel arrives without a state or a prefecture."""

REGION_ASKED = REGION_NEEDED | {"IT", "ES"}
"""Where people write one."""


def read_details(
    written: Mapping[str, str], *, countries: Iterable[str], name_needed: bool, address_needed: bool = False
) -> Details | Slips:
    """Read what was written. `countries` are those delivered to, by their ISO 3166 codes.

    An address is read as a whole or not at all: one of which a part is there wants the rest, and a name. To pay, a
    name is needed in any case (PPRO, Create agreement: `consumer.name`).
    """
    texts = {each: _plain(written.get(each.value, "")) for each in Field}
    slips: dict[Field, Slip] = {}
    has_address = address_needed or any(
        texts[each] for each in (Field.LINE1, Field.LINE2, Field.CITY, Field.POSTAL_CODE)
    )
    _slips_of_any(written, texts, slips)
    if (name_needed or has_address) and not texts[Field.NAME]:
        slips.setdefault(Field.NAME, Slip.MISSING)
    if texts[Field.EMAIL] and not is_mail_address(texts[Field.EMAIL]):
        slips.setdefault(Field.EMAIL, Slip.NOT_AN_EMAIL)
    if has_address:
        _slips_of_address(texts, frozenset(countries), slips)
    code = texts[Field.VOICE_CODE].replace(" ", "")
    if code and not re.fullmatch(r"[0-9]{4}", code, re.ASCII):
        slips.setdefault(Field.VOICE_CODE, Slip.NOT_FOUR_DIGITS)
    if slips:
        return Slips({each: slips[each] for each in Field if each in slips})
    return Details(texts[Field.NAME], texts[Field.EMAIL], _address(texts) if has_address else None, code)


def _plain(text: str) -> str:
    """Return a text with its full-width signs as plain ones, and one space where there are several."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _slips_of_any(written: Mapping[str, str], texts: Mapping[Field, str], slips: dict[Field, Slip]) -> None:
    for each, text in texts.items():
        if (
            len(text) > (254 if each is Field.EMAIL else LONGEST)
            or len(written.get(each.value, "")) > 10 * LONGEST
        ):
            slips[each] = Slip.TOO_LONG
        elif not all(sign.isprintable() for sign in text):
            slips[each] = Slip.UNREADABLE


def _slips_of_address(texts: Mapping[Field, str], countries: frozenset[str], slips: dict[Field, Slip]) -> None:
    country, region = texts[Field.COUNTRY], texts[Field.REGION]
    for each in (Field.LINE1, Field.CITY, Field.POSTAL_CODE, Field.COUNTRY):
        if not texts[each]:
            slips.setdefault(each, Slip.MISSING)
    if country and country not in countries:
        slips.setdefault(Field.COUNTRY, Slip.NOT_DELIVERED_TO)
    fits = _POSTAL_CODES.get(country)
    if texts[Field.POSTAL_CODE] and fits and not fits(_postal_code(texts[Field.POSTAL_CODE], country)):
        slips.setdefault(Field.POSTAL_CODE, Slip.NOT_A_POSTAL_CODE)
    if country in REGION_NEEDED and not region:
        slips.setdefault(Field.REGION, Slip.MISSING)
    elif country == "US" and not (_is_state(region.upper()) or len(region) >= _SHORTEST_NAME):
        slips.setdefault(Field.REGION, Slip.NOT_A_REGION)


def _postal_code(text: str, country: str) -> str:
    code = text.upper()
    match country:
        case "GB":
            joined = code.replace(" ", "")
            return f"{joined[:-3]} {joined[-3:]}"
        case "JP" | "PT":
            digits = re.sub(r"[\s〒ー−–-]", "", _COUNTRY_BEFORE.sub("", code))
            cut = 3 if country == "JP" else 4
            return f"{digits[:cut]}-{digits[cut:]}"
        case "US":
            digits = re.sub(r"[\s–-]", "", code)
            return f"{digits[:5]}-{digits[5:]}".rstrip("-")
        case known if known in _POSTAL_CODES:
            return _COUNTRY_BEFORE.sub("", code).replace(" ", "")
    return text


def _address(texts: Mapping[Field, str]) -> Address:
    region, country = texts[Field.REGION], texts[Field.COUNTRY]
    return Address(
        name=texts[Field.NAME],
        lines=tuple(line for line in (texts[Field.LINE1], texts[Field.LINE2]) if line),
        city=texts[Field.CITY],
        region=region.upper() if country == "US" and _is_state(region.upper()) else region,
        postal_code=_postal_code(texts[Field.POSTAL_CODE], country),
        country=country,
    )
