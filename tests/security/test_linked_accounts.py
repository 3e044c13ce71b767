"""Access tokens of linked accounts: whose is not good, or not theirs, is not linked at all."""

from datetime import timedelta

import pytest

from tests.alexa.door import Records, knock
from tests.alexa.envelopes import USER_ID, Json, a_product_slot, an_intent, changed, recorded
from tests.alexa.server_tills import LinkedCustomer, ServerTill, a_server_till
from tests.alexa.tills import CUSTOMER_ID
from tests.fakes.links import LinkDrawers, MemoryLinks
from voicetill.domain.grants import token_of
from voicetill.domain.links import claimed, closed
from voicetill.domain.payments import Environment

CARD = {"type": "LinkAccount"}
PLACES = ("context.System.user.accessToken", "session.user.accessToken")


@pytest.fixture
def shop() -> ServerTill:
    return a_server_till()


def buys(token: str, *, user_id: str = USER_ID) -> Json:
    envelope = an_intent("BuyIntent", product=a_product_slot("starter_kit"), quantity="1")
    for place in PLACES:
        envelope = changed(envelope, place, token)
    for place in ("context.System.user.userId", "session.user.userId"):
        envelope = changed(envelope, place, user_id)
    return envelope


def refused(shop: ServerTill, envelope: Json) -> Records:
    """Nothing is offered, nothing is charged, and the log says why without saying whose."""
    answer, records = knock(shop.till.handler, envelope)
    assert answer["response"]["card"] == CARD
    assert "total" not in str(answer["response"]["outputSpeech"])
    assert shop.company.charges == {}
    assert [record.getMessage() for record in records.alarms] == ["access token refused"]
    return records


def reason(records: Records) -> object:
    return records.alarms[0].__dict__["why"]


def test_a_good_token_of_the_customers_own_is_taken(shop: ServerTill) -> None:
    answer, records = knock(shop.till.handler, buys(shop.link()))

    assert "total" in str(answer)
    assert records.alarms == []


@pytest.mark.parametrize(
    "case", ["made up", "another secret", "a part of it", "the link's id", "with more", "long"]
)
def test_a_forged_token_opens_nothing(shop: ServerTill, case: str) -> None:
    good = shop.link()
    link_id = good.partition(".")[0]
    forged = {
        "made up": "Atza|IwEBIExample",
        "another secret": token_of(link_id, "x" * 43),
        "a part of it": good[:-1],
        "the link's id": link_id,
        "with more": f"{good}A",
        "long": f"{good}{'A' * 5000}",
    }[case]

    records = refused(shop, buys(forged))

    assert reason(records) == "not good"
    assert forged not in records.written


def test_a_token_whose_time_is_over_opens_nothing(shop: ServerTill) -> None:
    token = shop.link()
    shop.till.clock.pass_by(timedelta(days=401))

    assert reason(refused(shop, buys(token))) == "not good"


def test_a_token_of_a_link_that_is_over_opens_nothing(shop: ServerTill) -> None:
    token, links = shop.link(), shop.pages.links
    (link,) = links.kept.links.values()
    links.save(link, closed(link, at=shop.till.clock()))

    assert reason(refused(shop, buys(token))) == "not good"


def test_a_token_that_another_customer_brought_first_opens_nothing(shop: ServerTill) -> None:
    """It was theirs; whoever brings it now has stolen it, or two accounts were mixed up."""
    token = shop.link()
    LinkedCustomer(shop.till, token=token).opens()
    knock(shop.till.handler, buys(token))

    records = refused(shop, buys(token, user_id=f"{USER_ID}2"))

    assert reason(records) == "of another customer"
    assert token not in records.written
    assert f"{USER_ID}2" not in records.written
    (link,) = shop.pages.links.kept.links.values()
    assert link.customer_id == CUSTOMER_ID


def test_a_stolen_token_cannot_say_yes_to_anything(shop: ServerTill) -> None:
    """Also not on an agreement that a customer had before: the offer itself never comes about."""
    token = shop.link()
    owner = LinkedCustomer(shop.till, token=token)
    told = owner.sends(buys(token))
    thief = changed(buys(token, user_id=f"{USER_ID}2"), "request.intent", {"name": "AMAZON.YesIntent"})

    answer, _ = knock(shop.till.handler, changed(thief, "session.attributes", told.attributes))

    assert "placed" not in str(answer)
    assert shop.company.charges == {}


def test_of_two_who_bring_one_token_at_the_same_moment_one_is_linked(shop: ServerTill) -> None:
    token, links = shop.link(), shop.pages.links
    (link,) = links.kept.links.values()
    links.meanwhile(lambda: links.save(link, claimed(link, "somebody else")))

    answer, _ = knock(shop.till.handler, buys(token))

    assert answer["response"]["card"] == CARD
    assert "total" not in str(answer["response"]["outputSpeech"])


def test_an_event_with_another_customers_token_adopts_nothing(shop: ServerTill) -> None:
    token, links = shop.link(), shop.pages.links
    (link,) = links.kept.links.values()
    links.save(link, claimed(link, CUSTOMER_ID))
    event = changed(recorded("permission_changed"), "request.type", "AlexaSkillEvent.SkillAccountLinked")
    event = changed(event, "request.body", {"accessToken": token})
    event = changed(event, "context.System.user.userId", f"{USER_ID}2")

    _, records = knock(shop.till.handler, event)

    assert reason(records) == "of another customer"
    others = [drawer for drawer in shop.till.ledger.drawers() if drawer.customer and drawer.customer.agreement]
    assert others == []


@pytest.mark.parametrize(
    ("environment", "seller_id"), [(Environment.LIVE, "A1EXAMPLE"), (Environment.SANDBOX, "A2OTHER")]
)
def test_a_token_of_another_shop_or_environment_names_no_link(environment: Environment, seller_id: str) -> None:
    """That the real records keep them apart in the same way: tests/contracts/test_link_desks.py."""
    drawers: LinkDrawers = {}
    shop = a_server_till()
    token = shop.link()
    drawers[Environment.SANDBOX, "A1EXAMPLE"] = shop.pages.links.kept
    elsewhere = MemoryLinks(drawers, seller_id=seller_id, environment=environment)

    assert shop.pages.links.by_access_token(token, at=shop.till.clock()) is not None
    assert elsewhere.by_access_token(token, at=shop.till.clock()) is None


def test_no_page_is_handed_out_on_a_token_that_is_not_good(shop: ServerTill) -> None:
    """Whoever may come in by it may change where goods go."""
    good = shop.link(consent=False)
    forged = token_of(good.partition(".")[0], "x" * 43)

    knock(shop.till.handler, buys(forged))

    assert shop.pages.links.kept.invitations == {}
