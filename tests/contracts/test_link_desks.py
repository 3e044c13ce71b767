"""The promises of the services' `Links` and `LinkDesk` ports, kept by the links in DynamoDB and the fake alike."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any, Protocol

import pytest
from moto import mock_aws

from tests.builders import AGREEMENT_ID, CUSTOMER_ID, NOW, an_agreement
from tests.fakes.links import LinkDrawers, MemoryLinks
from tests.stores import dynamo
from voicetill.domain import grants
from voicetill.domain.addresses import Address
from voicetill.domain.errors import ConflictError, StoreUnavailableError
from voicetill.domain.grants import Grant, Tokens
from voicetill.domain.links import Invitation, Link, Visit, claimed, closed
from voicetill.domain.oauth import Ask
from voicetill.domain.payments import Environment
from voicetill.services.link_ports import LinkDesk
from voicetill.stores.links import DynamoLinks

LINK_ID = "q1w2e3r4t5y6u7i8o9p0a1s2d3"
ASK = Ask("https://client.example/done?vendor=1", "state with spaces", "c" * 43)
CODE = grants.token_of(LINK_ID, "k" * 43)
PLACE = Address(name="Robin Example", lines=("1 Main Street",), city="Cupertino", country="US")


class Subject(Protocol):
    def open(self, **changes: Any) -> LinkDesk: ...

    def break_down(self) -> None: ...


class MemorySubject:
    def __init__(self) -> None:
        self._drawers: LinkDrawers = {}
        self._opened: list[MemoryLinks] = []

    def open(self, **changes: Any) -> LinkDesk:
        self._opened.append(MemoryLinks(self._drawers, **changes))
        return self._opened[-1]

    def break_down(self) -> None:
        for opened in self._opened:
            opened.is_down = True


class DynamoSubject:
    def __init__(self) -> None:
        self.client = dynamo.a_client_with_table()

    def open(self, **changes: Any) -> LinkDesk:
        told = {"seller_id": dynamo.SELLER_ID, "environment": Environment.SANDBOX, **changes}
        return DynamoLinks(self.client, table_name=dynamo.TABLE, **told)

    def break_down(self) -> None:
        dynamo.cut_off(self.client)


@pytest.fixture(params=[MemorySubject, DynamoSubject], ids=["memory", "dynamodb"])
def subject(request: pytest.FixtureRequest) -> Iterator[Subject]:
    with mock_aws():
        yield request.param()


@pytest.fixture
def desk(subject: Subject) -> LinkDesk:
    return subject.open()


def a_link(**changes: Any) -> Link:
    return Link(**{"id": LINK_ID, "locale": "en-US", "made_at": NOW, "told_at": NOW, **changes})


def a_full_link(**changes: Any) -> Link:
    told = {"name": "Robin", "email": "robin@buyer.example", "address": PLACE, "voice_code": "hash"}
    return a_link(**{**told, "agreement": an_agreement(), "customer_id": CUSTOMER_ID, **changes})


def a_grant() -> Grant:
    return grants.begin(LINK_ID, ASK, code=CODE, at=NOW)


def tokens(letter: str = "a") -> Tokens:
    return Tokens(grants.token_of(LINK_ID, letter * 43), grants.token_of(LINK_ID, letter.upper() * 43))


def an_exchanged_grant(grant: Grant, letter: str = "a") -> Grant:
    access = (grants.Access(grants.digest(tokens(letter).access), NOW + grants.ACCESS_LIFE),)
    return replace(grant, exchanged_at=NOW, access=access, refresh=grants.digest(tokens(letter).refresh))


def a_visit(**changes: Any) -> Visit:
    told = {"id": "v" * 26, "digest": "d" * 64, "link": a_full_link(), "until": NOW + timedelta(hours=1)}
    return Visit(**{**told, **changes})


def opened(desk: LinkDesk, link: Link | None = None) -> tuple[Link, Grant]:
    desk.open(link or a_link(), a_grant())
    found = desk.granted(LINK_ID)
    assert found is not None
    return found


def test_nothing_is_known_at_first(desk: LinkDesk) -> None:
    assert desk.granted(LINK_ID) is None
    assert desk.by_id(LINK_ID) is None
    assert desk.by_access_token(tokens().access, at=NOW) is None
    assert desk.invitation("x") is None
    assert desk.visit("x") is None
    assert desk.customer_of("ppro", "agr_1") == ""
    assert not desk.heard("ppro", "1")


@pytest.mark.parametrize("link", [a_link(), a_full_link()], ids=["bare", "full"])
def test_a_link_stored_and_reloaded_is_equal(desk: LinkDesk, link: Link) -> None:
    saved = desk.open(link, a_grant())

    assert saved == replace(link, version=1, forget_at=a_grant().forget_at)
    assert desk.by_id(LINK_ID) == saved
    assert desk.granted(LINK_ID) == (saved, replace(a_grant(), version=1))


def test_a_link_is_never_written_over(desk: LinkDesk) -> None:
    opened(desk)

    with pytest.raises(ConflictError):
        desk.open(a_link(name="Somebody else"), a_grant())


def test_an_access_token_leads_to_its_link_while_it_is_good(desk: LinkDesk) -> None:
    link, grant = opened(desk)
    saved = desk.save_grant(link, grant, an_exchanged_grant(grant))

    assert desk.granted(LINK_ID) == (desk.by_id(LINK_ID), saved)
    found = desk.by_access_token(tokens().access, at=NOW)
    assert found is not None
    assert (found.id, found.forget_at) == (LINK_ID, None)
    assert desk.by_access_token(tokens().access, at=NOW + grants.ACCESS_LIFE) is None
    for wrong in (tokens().refresh, tokens("b").access, CODE, "", LINK_ID, "é" * 70, "#.\n"):
        assert desk.by_access_token(wrong, at=NOW) is None


def test_no_token_of_a_link_that_is_over_leads_anywhere(desk: LinkDesk) -> None:
    link, grant = opened(desk)
    desk.save_grant(link, grant, an_exchanged_grant(grant))
    now = desk.by_id(LINK_ID)
    assert now is not None

    desk.save(now, closed(now, at=NOW))

    assert desk.by_access_token(tokens().access, at=NOW) is None


def test_a_revoked_grant_ends_with_its_link(desk: LinkDesk) -> None:
    link, grant = opened(desk)

    revoked = desk.save_grant(link, grant, grants.revoke(grant, at=NOW))

    found = desk.by_id(LINK_ID)
    assert found is not None
    assert found.forget_at == revoked.forget_at


def test_of_two_who_read_the_same_grant_only_the_first_writes(desk: LinkDesk) -> None:
    link, grant = opened(desk)
    desk.save_grant(link, grant, an_exchanged_grant(grant))

    with pytest.raises(ConflictError):
        desk.save_grant(link, grant, an_exchanged_grant(grant, "b"))

    assert desk.by_access_token(tokens("b").access, at=NOW) is None


def test_of_two_who_read_the_same_link_only_the_first_writes(desk: LinkDesk) -> None:
    link, _ = opened(desk)
    first = desk.save(link, claimed(link, CUSTOMER_ID))

    with pytest.raises(ConflictError):
        desk.save(link, claimed(link, "somebody else"))

    assert desk.by_id(LINK_ID) == first
    assert desk.save(first, first) == first


def test_an_agreement_leads_to_the_customer_that_claimed_its_link(desk: LinkDesk) -> None:
    link, _ = opened(desk, a_link(agreement=an_agreement(provider="ppro")))
    assert desk.customer_of("ppro", AGREEMENT_ID) == ""

    saved = desk.save(link, claimed(link, CUSTOMER_ID))
    desk.save(saved, closed(saved, at=NOW))

    assert desk.customer_of("ppro", AGREEMENT_ID) == CUSTOMER_ID
    assert desk.customer_of("amazon_pay_v2", AGREEMENT_ID) == ""


def test_a_customer_leads_to_the_links_that_they_claimed(desk: LinkDesk) -> None:
    assert list(desk.of_customer(CUSTOMER_ID)) == []
    link, _ = opened(desk)
    later = NOW + timedelta(days=1)
    desk.open(a_link(id="z" * 26, made_at=later), replace(a_grant(), link_id="z" * 26))
    other = desk.by_id("z" * 26)
    assert other is not None
    mine = [desk.save(each, claimed(each, CUSTOMER_ID)) for each in (other, link)]

    assert list(desk.of_customer(CUSTOMER_ID)) == mine[::-1]
    assert list(desk.of_customer("somebody else")) == []
    over = desk.save(mine[1], closed(mine[1], at=NOW))
    assert list(desk.of_customer(CUSTOMER_ID)) == [over, mine[0]]


@pytest.mark.parametrize(
    "visit",
    [a_visit(), a_visit(ask=ASK, provider="ppro", consent_id="agr_1", reference="x1", done_at=NOW)],
    ids=["bare", "full"],
)
def test_a_visit_stored_and_reloaded_is_equal(desk: LinkDesk, visit: Visit) -> None:
    saved = desk.save_visit(None, visit)

    assert saved == replace(visit, version=1)
    assert desk.visit(visit.digest) == saved
    again = desk.save_visit(saved, replace(saved, consent_id="agr_2"))
    assert desk.visit(visit.digest) == again
    with pytest.raises(ConflictError):
        desk.save_visit(saved, replace(saved, consent_id="agr_3"))
    with pytest.raises(ConflictError):
        desk.save_visit(None, visit)


def test_a_visit_makes_one_link_only(desk: LinkDesk) -> None:
    visit = desk.save_visit(None, a_visit())
    done = replace(visit, done_at=NOW)
    desk.open(a_link(), a_grant(), visit=visit, done=done)

    with pytest.raises(ConflictError):
        desk.open(a_link(id="z" * 26), replace(a_grant(), link_id="z" * 26), visit=visit, done=done)

    assert desk.visit(visit.digest) == replace(done, version=2)
    assert desk.by_id("z" * 26) is None


def test_an_invitation_is_used_once(desk: LinkDesk) -> None:
    invitation = Invitation("i" * 64, LINK_ID, NOW + timedelta(minutes=30))
    desk.invite(invitation)
    found = desk.invitation("i" * 64)
    assert found == replace(invitation, version=1)
    used = replace(found, used_at=NOW)

    desk.save_visit(None, a_visit(), invited=(found, used))

    assert desk.invitation("i" * 64) == replace(used, version=2)
    with pytest.raises(ConflictError):
        desk.save_visit(None, a_visit(digest="e" * 64), invited=(found, used))
    assert desk.visit("e" * 64) is None
    with pytest.raises(ConflictError):
        desk.invite(invitation)


def test_a_notification_is_remembered(desk: LinkDesk) -> None:
    for _ in range(2):
        desk.remember_heard("ppro", "notice 1", until=NOW + timedelta(days=7))

    assert desk.heard("ppro", "notice 1")
    assert not desk.heard("amazon_pay_v2", "notice 1")


@pytest.mark.parametrize("changes", [{"seller_id": "A2ANOTHER"}, {"environment": Environment.LIVE}])
def test_merchants_and_environments_never_meet(subject: Subject, changes: dict[str, Any]) -> None:
    ours, theirs = subject.open(), subject.open(**changes)

    opened(ours)
    ours.save_visit(None, a_visit())
    ours.remember_heard("ppro", "1", until=NOW)

    assert theirs.granted(LINK_ID) is None
    assert theirs.visit("d" * 64) is None
    assert not theirs.heard("ppro", "1")


def test_a_store_that_does_not_answer_says_so(subject: Subject, desk: LinkDesk) -> None:
    link, grant = opened(desk)
    subject.break_down()

    for asked in (
        lambda: desk.by_access_token(tokens().access, at=NOW),
        lambda: desk.by_id(LINK_ID),
        lambda: desk.save(link, claimed(link, CUSTOMER_ID)),
        lambda: desk.save_grant(link, grant, an_exchanged_grant(grant)),
        lambda: desk.visit("x"),
        lambda: desk.save_visit(None, a_visit()),
        lambda: desk.heard("ppro", "1"),
        lambda: desk.customer_of("ppro", "agr_1"),
    ):
        with pytest.raises(StoreUnavailableError):
            asked()


def test_no_token_is_stored_and_what_is_private_goes_by_itself() -> None:
    with mock_aws():
        subject = DynamoSubject()
        desk = subject.open()
        link, grant = opened(desk, a_full_link())
        unclaimed = subject.client.scan(TableName=dynamo.TABLE)["Items"]
        desk.save_grant(link, grant, an_exchanged_grant(grant))
        desk.save_visit(None, a_visit())
        items = subject.client.scan(TableName=dynamo.TABLE)["Items"]

    kept = repr(items)
    assert all(secret not in kept for secret in ("k" * 43, "a" * 43, "A" * 43))
    assert {it["sk"]["S"] for it in unclaimed if "expires_at" in it} == {"LINK", "GRANT"}
    kinds = {it["pk"]["S"].split("#")[2] for it in items if "expires_at" in it}
    assert kinds == {"VISIT"}


def test_a_link_that_is_forgotten_opens_nothing_and_leads_nowhere(desk: LinkDesk) -> None:
    link, grant = opened(desk, a_full_link())
    desk.save_grant(link, grant, an_exchanged_grant(grant))
    kept = desk.by_id(LINK_ID)
    assert kept is not None
    desk.save(kept, replace(kept, told_at=NOW + timedelta(seconds=1)))
    known = desk.by_id(LINK_ID)
    assert known is not None

    desk.forget(known, at=NOW)

    over, revoked = desk.granted(LINK_ID) or pytest.fail("both go by themselves, later")
    assert over == replace(closed(known, at=NOW), version=known.version + 1)
    assert (revoked.code, revoked.access, revoked.refresh, revoked.previous) == ("", (), "", "")
    assert desk.by_access_token(tokens().access, at=NOW) is None
    agreement = an_agreement()
    assert desk.customer_of(agreement.provider, agreement.id) == ""
    desk.forget(over, at=NOW)
    assert desk.by_id(LINK_ID) == over


def test_a_link_that_somebody_wrote_meanwhile_is_not_forgotten_unseen(desk: LinkDesk) -> None:
    link, _ = opened(desk, a_full_link())
    desk.save(link, replace(link, locale="en-GB"))

    with pytest.raises(ConflictError):
        desk.forget(link, at=NOW)
