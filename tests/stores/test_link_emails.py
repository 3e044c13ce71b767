"""The address that came with an agreement is told for its own customer only, and no longer than the link lasts."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from moto import mock_aws

from tests.builders import AGREEMENT_ID, CUSTOMER_ID, NOW, an_agreement
from tests.contracts.test_link_desks import a_grant, a_link
from tests.stores import dynamo
from voicetill.domain.links import Link, claimed, closed
from voicetill.domain.payments import Environment
from voicetill.stores.links import DynamoLinks

EMAIL = "robin@example.com"


@pytest.fixture
def links() -> Iterator[DynamoLinks]:
    with mock_aws():
        yield DynamoLinks(
            dynamo.a_client_with_table(),
            table_name=dynamo.TABLE,
            seller_id=dynamo.SELLER_ID,
            environment=Environment.SANDBOX,
        )


def opened(links: DynamoLinks) -> Link:
    return links.open(replace(a_link(), email=EMAIL, agreement=an_agreement(provider="ppro")), a_grant())


def asked(links: DynamoLinks, *, customer_id: str = CUSTOMER_ID) -> str:
    return links.email_of(customer_id, provider="ppro", agreement_id=AGREEMENT_ID)


def test_it_is_told_for_the_customer_who_claimed_the_link(links: DynamoLinks) -> None:
    link = opened(links)
    link = links.save(link, claimed(link, CUSTOMER_ID))

    assert asked(links) == EMAIL


def test_it_is_told_for_nobody_else(links: DynamoLinks) -> None:
    link = opened(links)

    before = asked(links)
    link = links.save(link, claimed(link, "another customer"))

    assert (before, asked(links), asked(links, customer_id="")) == ("", "", "")


def test_it_is_told_no_more_when_the_link_is_over(links: DynamoLinks) -> None:
    link = opened(links)
    link = links.save(link, claimed(link, CUSTOMER_ID))
    links.save(link, closed(link, at=NOW))

    assert asked(links) == ""


def test_of_an_agreement_that_nobody_brought_nothing_is_known(links: DynamoLinks) -> None:
    assert links.email_of(CUSTOMER_ID, provider="ppro", agreement_id=AGREEMENT_ID) == ""
