"""Erasing a customer and telling what is stored of them, by the merchant's desk."""

import json
from dataclasses import replace

from tests.builders import AGREEMENT_ID, CUSTOMER_ID, a_cart, an_address
from tests.domain.subscriptions import a_begun
from tests.office.desks import PretendDesk
from tests.services.office import NAME
from voicetill.domain.agreements import AgreementStatus
from voicetill.domain.fulfilment import forgetting
from voicetill.domain.journal import Change
from voicetill.domain.orders import shipped

STREET = an_address().lines[0]


def sold(desk: PretendDesk) -> str:
    order = desk.behind.sold()
    standing = desk.behind.ledger.standing(CUSTOMER_ID)
    known = replace(standing.customer, cart=a_cart(), notices_to="amzn1.ask.account.MARKED")
    desk.behind.ledger.save(standing, replace(standing, customer=known))
    desk.behind.journal.write(Change(None, a_begun(id="9" * 26, provider=NAME)))
    return order.number


def ship(desk: PretendDesk, number: str) -> None:
    (order,) = desk.behind.journal.orders_numbered(number)
    desk.behind.journal.write(Change(order, forgetting(shipped(order, at=desk.behind.clock()))))


def test_a_rehearsal_says_what_would_happen_and_changes_nothing(desk: PretendDesk) -> None:
    number, writes = sold(desk), desk.behind.ledger.writes

    told = desk.done("erase", order=number, dry_run=True)

    assert told["dry_run"]
    assert told["kept_orders"] == [number]
    assert told["subscriptions"] == ["9" * 26]
    assert told["to_close"] == [{"provider": NAME, "agreement_id": AGREEMENT_ID}]
    assert "1 unfinished order" in told["told"]
    assert desk.behind.ledger.writes == writes


def test_it_asks_before_it_does_what_cannot_be_taken_back(desk: PretendDesk) -> None:
    assert desk.refused("erase", order=sold(desk))["code"] == "confirmation_needed"


def test_what_is_unfinished_is_named_and_goes_later(desk: PretendDesk) -> None:
    number = sold(desk)

    told = desk.done("erase", order=number, confirm=True)

    assert (told["erased"], told["kept_orders"]) == (False, [number])
    assert desk.behind.company.agreements[AGREEMENT_ID].status is not AgreementStatus.OPEN
    ship(desk, number)
    assert desk.done("erase", customer=CUSTOMER_ID, confirm=True)["erased"]
    assert STREET not in repr(desk.behind.journal.belongings(CUSTOMER_ID))


def test_an_order_leads_to_all_that_is_stored_as_plain_json(desk: PretendDesk) -> None:
    number = sold(desk)

    told = desk.done("export", order=number)

    stored = told["stored"]
    assert stored == desk.done("export", customer=CUSTOMER_ID.upper())["stored"]
    assert STREET in json.dumps(stored)
    assert stored["customer"]["notices_to"] == "amzn1.ask.account.MARKED"
    assert [order["placed_at"][:10] for order in stored["orders"]] == ["2026-03-02"]
    assert stored["subscriptions"][0]["product_id"] == "refill_subscription"


def test_of_nobody_nothing_is_told_or_erased(desk: PretendDesk) -> None:
    for verb in ("erase", "export"):
        assert desk.refused(verb, customer="0" * 32)["code"] == "customer_not_found"
        assert desk.refused(verb, order="0000-0000")["code"] == "order_not_found"
        assert desk.refused(verb)["code"] == "faulty_request"
        assert desk.refused(verb, order="0000-0000", customer="0" * 32)["code"] == "faulty_request"
        assert desk.refused(verb, customer="robin@mail.example")["code"] == "faulty_request"
