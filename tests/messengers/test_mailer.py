"""Sending with SES: the right request, one letter to one address, and what each answer means."""

from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cache
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import (
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ReadTimeoutError,
)
from botocore.stub import ANY, Stubber
from hypothesis import given, settings
from hypothesis import strategies as st
from moto import mock_aws

from tests.builders import a_market
from tests.messengers.samples import EMAIL, news
from voicetill.domain.news import Delivery
from voicetill.domain.occurrences import Happening
from voicetill.messengers.mail.mailer import Mailer
from voicetill.messengers.mail.texts import load_mail_texts
from voicetill.stores.markets import load_markets

SENDER = "orders@nonicks.example"
TEXTS = {locale: load_mail_texts(locale) for locale in load_markets().locales}


def a_client() -> Any:
    return boto3.client(
        "sesv2",
        region_name="us-east-1",
        aws_access_key_id="invented",
        aws_secret_access_key="invented",
        config=Config(retries={"total_max_attempts": 1}),
    )


# Making a client takes a while; a stub leaves nothing behind in it.
shared_client = cache(a_client)


def a_mailer(client: Any, **changes: Any) -> Mailer:
    return Mailer(client, **{"texts": TEXTS, "sender": SENDER, "sandbox": False, **changes})


@pytest.fixture
def stub() -> Iterator[Stubber]:
    """A client that checks every request against Amazon's own description of the service."""
    with Stubber(shared_client()) as stubber:
        yield stubber


class Post:
    """Takes letters in SES's place and opens them."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []

    def send_email(self, **request: Any) -> dict[str, str]:
        self.requests.append(request)
        return {"MessageId": "m"}

    @property
    def letters(self) -> list[EmailMessage]:
        raw = (request["Content"]["Raw"]["Data"] for request in self.requests)
        return [message_from_bytes(data, policy=policy.SMTP) for data in raw]


def test_a_letter_has_both_parts_and_the_right_headers() -> None:
    post = Post()

    assert a_mailer(post).send(news()) is Delivery.SENT

    (letter,) = post.letters
    assert letter["Subject"] == "Your No Nicks order is confirmed"
    assert letter["From"] == f"No Nicks <{SENDER}>"
    assert letter["To"] == EMAIL
    assert letter["Reply-To"] == "No Nicks <help@nonicks.example>"
    assert letter["Content-Language"] == "en-US"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["X-Entity-Ref-ID"] == news().occurrence.id
    assert [part.get_content_type() for part in letter.iter_parts()] == ["text/plain", "text/html"]
    text, page = (part.get_content() for part in letter.iter_parts())
    assert "Starter Kit" in text
    assert "<html lang" in page


@pytest.mark.parametrize("locale", TEXTS)
def test_it_is_seven_bits_wide_and_reads_the_same_at_the_other_end(locale: str) -> None:
    post = Post()

    a_mailer(post).send(news(locale=locale, market=a_market(seller="ノーニックス & Söhne")))

    raw = post.requests[0]["Content"]["Raw"]["Data"]
    (letter,) = post.letters
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) < 998
    assert "ノーニックス & Söhne" in letter["Subject"]
    assert letter["From"].addresses[0].display_name == "ノーニックス & Söhne"


def test_the_request_is_what_amazon_describes(stub: Stubber) -> None:
    stub.add_response(
        "send_email",
        {"MessageId": "m"},
        {
            "FromEmailAddress": SENDER,
            "Destination": {"ToAddresses": [EMAIL]},
            "Content": {"Raw": {"Data": ANY}},
            "EmailTags": [{"Name": "happening", "Value": "order_placed"}],
            "ConfigurationSetName": "till",
        },
    )

    assert a_mailer(stub.client, configuration_set="till").send(news()) is Delivery.SENT


def test_it_leaves_through_the_service() -> None:
    with mock_aws():
        client = a_client()
        client.create_email_identity(EmailIdentity=SENDER)

        assert a_mailer(client).send(news()) is Delivery.SENT


def test_what_has_no_letter_sends_none() -> None:
    post = Post()

    assert a_mailer(post).send(news(Happening.MERCHANT_TASK)) is Delivery.NOTHING_TO_SEND
    assert post.requests == []


@pytest.mark.parametrize(
    "email",
    [
        "",
        "robin",
        "robin@example.com, other@example.com",
        "robin@example.com\r\nBcc: other@example.com",
        "R <r@e.com>",
    ],
)
def test_what_is_not_one_address_is_never_written_to(email: str) -> None:
    post = Post()

    assert a_mailer(post).send(news(email=email)) is Delivery.NEVER
    assert post.requests == []


def test_a_domain_of_other_letters_is_written_in_ascii() -> None:
    post = Post()

    a_mailer(post).send(news(email="robin@münchen.example"))

    assert post.requests[0]["Destination"] == {"ToAddresses": ["robin@xn--mnchen-3ya.example"]}


@pytest.mark.parametrize(("locale", "written_in"), [("en-CA", "en-US"), ("nl-NL", "en-US"), ("de-AT", "de-DE")])
def test_a_locale_that_is_no_more_is_written_to_in_the_nearest(locale: str, written_in: str) -> None:
    post = Post()

    assert a_mailer(post).send(news(locale=locale)) is Delivery.SENT
    assert post.letters[0]["Content-Language"] == written_in


@settings(max_examples=30)
@given(seller=st.text(min_size=1, max_size=40), contact=st.text(max_size=40))
def test_no_name_becomes_a_header_of_its_own(seller: str, contact: str) -> None:
    market = a_market(seller=f"x{seller}", contact=replace(a_market().contact, email=contact))
    post = Post()

    assert a_mailer(post).send(news(market=market)) is Delivery.SENT

    (letter,) = post.letters
    known = {"Subject", "From", "To", "Reply-To", "Content-Language", "Auto-Submitted", "X-Entity-Ref-ID"}
    assert set(letter.keys()) <= known | {"MIME-Version", "Content-Type", "Content-Transfer-Encoding"}
    assert letter["To"] == EMAIL


# What is answered.


@pytest.mark.parametrize(
    ("code", "status", "said", "meaning"),
    [
        ("TooManyRequestsException", 429, "slow down", Delivery.NOT_NOW),
        ("LimitExceededException", 400, "quota", Delivery.NOT_NOW),
        ("SendingPausedException", 400, "paused", Delivery.NOT_NOW),
        ("AccountSuspendedException", 400, "suspended", Delivery.NOT_NOW),
        ("MailFromDomainNotVerifiedException", 400, "not verified", Delivery.NOT_NOW),
        ("NotFoundException", 404, "no configuration set", Delivery.NOT_NOW),
        ("AccessDeniedException", 403, "no right", Delivery.NOT_NOW),
        ("MessageRejected", 400, "Email address is not verified.", Delivery.NOT_NOW),
        ("MessageRejected", 400, "Address is on the suppression list.", Delivery.NEVER),
        ("BadRequestException", 400, "Illegal address", Delivery.NEVER),
        ("BadRequestException", 400, "Configuration set <till> does not exist.", Delivery.NOT_NOW),
        ("InternalServiceErrorException", 500, "oh", Delivery.UNCLEAR),
        ("ServiceUnavailable", 503, "oh", Delivery.UNCLEAR),
    ],
)
def test_each_error_means_what_it_means(
    stub: Stubber, code: str, status: int, said: str, meaning: Delivery
) -> None:
    stub.add_client_error("send_email", code, said, http_status_code=status)

    assert a_mailer(stub.client).send(news()) is meaning


def test_no_error_s_text_is_logged(stub: Stubber, caplog: pytest.LogCaptureFixture) -> None:
    stub.add_client_error("send_email", "MessageRejected", f"{EMAIL} is refused", http_status_code=400)

    a_mailer(stub.client).send(news())

    said = repr([record.__dict__ for record in caplog.records])
    assert "MessageRejected" in said
    assert EMAIL not in said


@pytest.mark.parametrize(
    ("trouble", "meaning"),
    [
        (EndpointConnectionError, Delivery.NOT_NOW),
        (ConnectTimeoutError, Delivery.NOT_NOW),
        (ReadTimeoutError, Delivery.UNCLEAR),
        (ConnectionClosedError, Delivery.UNCLEAR),
    ],
)
def test_only_what_was_never_reached_has_certainly_sent_nothing(
    trouble: type[Exception], meaning: Delivery
) -> None:
    client = a_client()

    def refuse(**_: object) -> None:
        raise trouble(endpoint_url="https://email.example")  # type: ignore[call-arg]

    client.meta.events.register("before-call.sesv2", refuse)

    assert a_mailer(client).send(news()) is meaning
