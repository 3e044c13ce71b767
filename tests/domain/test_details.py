"""What people write about themselves: read as they write it, and refused only for what cannot be right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicetill.domain.addresses import Address
from voicetill.domain.details import LONGEST, Details, Field, Slip, Slips, read_details

US = {"name": "Robin", "line1": "1 Main Street", "city": "Cupertino", "region": "CA", "postal_code": "95014"}
ALL = ("US", "GB", "DE", "AT", "FR", "BE", "LU", "IT", "ES", "PT", "JP", "CH")


def read(country: str = "US", **written: str) -> Details | Slips:
    return read_details({"country": country, **written}, countries=ALL, name_needed=False)


def read_to_pay(**written: str) -> Details | Slips:
    return read_details(written, countries=ALL, name_needed=True)


def slips(told: Details | Slips) -> dict[Field, Slip]:
    return dict(told.by_field) if isinstance(told, Slips) else {}


def test_nothing_written_is_nothing_told() -> None:
    assert read() == Details()
    assert slips(read_to_pay()) == {Field.NAME: Slip.MISSING}
    assert slips(read_to_pay(name="  \u3000 ")) == {Field.NAME: Slip.MISSING}


def test_an_address_is_read_as_a_whole() -> None:
    told = read(**US, line2="Apt. 4")

    assert isinstance(told, Details)
    assert told.address == Address(
        name="Robin",
        lines=("1 Main Street", "Apt. 4"),
        city="Cupertino",
        region="CA",
        postal_code="95014",
        country="US",
    )


@pytest.mark.parametrize("part", ["line1", "line2", "city", "postal_code"])
def test_a_part_of_an_address_wants_the_rest(part: str) -> None:
    found = slips(read(**{part: US.get(part, "Apt. 4")}))

    wanted = {Field.NAME, Field.LINE1, Field.CITY, Field.REGION, Field.POSTAL_CODE} - {Field(part)}
    assert found == dict.fromkeys(wanted, Slip.MISSING)


@pytest.mark.parametrize(
    ("country", "written", "read_as"),
    [
        ("US", "95014", "95014"),
        ("US", "95014-1234", "95014-1234"),
        ("US", "95014 1234", "95014-1234"),
        ("GB", "sw1a 1aa", "SW1A 1AA"),
        ("GB", "SW1A1AA", "SW1A 1AA"),
        ("GB", "m1 1ae", "M1 1AE"),
        ("DE", "D-10115", "10115"),
        ("DE", " 10115 ", "10115"),
        ("AT", "A-1010", "1010"),
        ("FR", "75 001", "75001"),
        ("BE", "B-1000", "1000"),
        ("LU", "L-1234", "1234"),
        ("IT", "00100", "00100"),
        ("ES", "28001", "28001"),
        ("PT", "1000-205", "1000-205"),
        ("PT", "1000205", "1000-205"),
        ("JP", "〒100-0001", "100-0001"),
        ("JP", "１００－０００１", "100-0001"),
        ("JP", "1000001", "100-0001"),
        ("CH", "CH-8001", "CH-8001"),
    ],
)
def test_postal_codes_are_read_as_people_write_them(country: str, written: str, read_as: str) -> None:
    told = read(country, name="R", line1="1", city="X", region="Tokyo", postal_code=written)

    assert isinstance(told, Details), told
    assert told.address is not None
    assert told.address.postal_code == read_as


@pytest.mark.parametrize(
    ("country", "written"),
    [
        ("US", "9501"),
        ("US", "SW1A 1AA"),
        ("GB", "95014"),
        ("DE", "1011"),
        ("DE", "A-10115"[:4]),
        ("FR", "7500A"),
        ("JP", "100"),
        ("PT", "10000"),
        ("IT", "-"),
    ],
)
def test_a_postal_code_of_another_shape_is_refused(country: str, written: str) -> None:
    told = read(country, name="R", line1="1", city="X", region="Tokyo", postal_code=written)

    assert slips(told) == {Field.POSTAL_CODE: Slip.NOT_A_POSTAL_CODE}


@pytest.mark.parametrize(
    ("region", "kept"), [("ca", "CA"), ("California", "California"), ("PR", "PR"), ("n/a", None), ("XX", None)]
)
def test_states_are_codes_or_names(region: str, kept: str | None) -> None:
    told = read(**{**US, "region": region})

    if kept is None:
        assert slips(told) == {Field.REGION: Slip.NOT_A_REGION}
    else:
        assert isinstance(told, Details)
        assert told.address is not None
        assert told.address.region == kept


def test_regions_are_needed_where_nothing_arrives_without() -> None:
    assert slips(read(**{**US, "region": ""})) == {Field.REGION: Slip.MISSING}
    assert slips(read("JP", **{**US, "region": "", "postal_code": "100-0001"})) == {Field.REGION: Slip.MISSING}
    assert slips(read("DE", **{**US, "region": "", "postal_code": "10115"})) == {}


@pytest.mark.parametrize("country", ["", "XX", "us", "<b>"])
def test_a_country_that_nothing_goes_to_is_refused(country: str) -> None:
    told = read(country, **US)

    assert slips(told)[Field.COUNTRY] is (Slip.NOT_DELIVERED_TO if country else Slip.MISSING)


@pytest.mark.parametrize("email", ["robin", "robin@", "a@b@c.example", "robin@example", "a b@c.example"])
def test_what_is_no_address_of_mail_is_refused(email: str) -> None:
    assert slips(read(email=email)) == {Field.EMAIL: Slip.NOT_AN_EMAIL}


@pytest.mark.parametrize(
    ("written", "code"), [("4821", "4821"), ("4 8 2 1", "4821"), ("４８２１", "4821"), ("", "")]
)
def test_a_voice_code_is_four_digits(written: str, code: str) -> None:
    told = read(voice_code=written)

    assert isinstance(told, Details)
    assert told.voice_code == code


@pytest.mark.parametrize("written", ["482", "48215", "abcd", "١٢٣٤", "12.4"])
def test_anything_else_is_no_voice_code(written: str) -> None:
    assert slips(read(voice_code=written)) == {Field.VOICE_CODE: Slip.NOT_FOUR_DIGITS}


@pytest.mark.parametrize(("name", "slip"), [("x" * (LONGEST + 1), Slip.TOO_LONG), ("a\x00b", Slip.UNREADABLE)])
def test_what_no_label_can_hold_is_refused(name: str, slip: Slip) -> None:
    assert slips(read(name=name)) == {Field.NAME: slip}


@given(st.dictionaries(st.sampled_from([it.value for it in Field]), st.text(max_size=120)), st.booleans())
def test_whatever_is_written_is_read_or_refused_by_its_field(
    written: dict[str, str],
    name_needed: bool,
) -> None:
    told = read_details(written, countries=ALL, name_needed=name_needed)

    if isinstance(told, Slips):
        assert told.by_field
    else:
        told_of = (told.name, told.email, *(told.address.lines if told.address else ()))
        assert all(text.isprintable() and len(text) <= 254 for text in told_of)
        assert told.address is None or (told.address.is_deliverable and told.name)
