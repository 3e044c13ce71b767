"""One address is one address: nothing that could be two, or a header."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicetill.domain.mail_addresses import ascii_mail_address, is_mail_address


@pytest.mark.parametrize(
    "text", ["robin@example.com", "o'neil+till@mail.example.co.uk", "a.b-c_d@xn--mnchen-3ya.example"]
)
def test_an_address_as_people_have_them_can_be_written_to(text: str) -> None:
    assert is_mail_address(text)
    assert ascii_mail_address(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "@",
        "a@",
        "@b.example",
        "a@b",
        "a@b..example",
        "a@-b.example",
        "a..b@c.example",
        ".a@b.example",
        "a@b.example.",
        "a@b.example, c@d.example",
        "a@b.example;c@d.example",
        "a@b.example\n",
        "a@b.example\r\nBcc: c@d.example",
        "A <a@b.example>",
        '"a b"@c.example',
        "a@[127.0.0.1]",
        "a b@c.example",
        "ä@b.example",
        "a@b_c.example",
        "a@b@c.example",
        "a\u202e@b.example",
    ],
)
def test_anything_else_is_no_address(text: str) -> None:
    assert not is_mail_address(text)
    assert ascii_mail_address(text) is None


def test_a_domain_of_other_letters_is_sent_in_ascii() -> None:
    assert ascii_mail_address("robin@münchen.example") == "robin@xn--mnchen-3ya.example"


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_address_holds_a_blank_or_a_break(left: str, right: str) -> None:
    text = f"{left}@{right}.example"

    if is_mail_address(text):
        assert not any(c.isspace() or c in ',;<>"' for c in text)
        written = ascii_mail_address(text)
        assert written is None or written.isascii()


def test_an_address_is_64_characters_before_the_sign_and_254_in_all_and_no_longer() -> None:
    label = "d" * 61
    domain = f"{label}.{label}.{label}.com"
    local = "x" * (254 - len(domain) - 1)

    assert is_mail_address(f"{local}@{domain}")
    assert not is_mail_address(f"{local}x@{domain}")
    assert is_mail_address(f"{'x' * 64}@example.com")
    assert not is_mail_address(f"{'x' * 65}@example.com")


def test_letters_before_the_sign_may_be_large() -> None:
    assert is_mail_address("Robin.Example@example.com")
    assert ascii_mail_address("Robin.Example@example.com") == "Robin.Example@example.com"
