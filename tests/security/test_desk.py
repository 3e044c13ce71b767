"""The merchant's desk: money moves only when it is meant, where it is meant, and every refusal is logged."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from tests.builders import CHECKOUT_ID
from tests.office.desks import ENVIRONMENT, PretendDesk
from tests.security.warnings import warned, why, written
from tests.services.office import NAME
from voicetill.domain.checkout_record import order_number
from voicetill.domain.errors import StoreUnavailableError
from voicetill.domain.payments import Capture
from voicetill.services.providers import Providers
from voicetill.settings.ops import read_ops
from voicetill.wiring.ops import open_ops, open_ops_door
from voicetill.wiring.settling import Records

NUMBER = order_number(CHECKOUT_ID)
REFUSED = "back office refused"

MONEY: Mapping[str, Mapping[str, Any]] = {
    "refund": {},
    "ship": {},
    "cancel": {},
}
"""The verbs that take money or give it back, for an order that is only reserved."""


@pytest.fixture
def desk() -> PretendDesk:
    return PretendDesk()


@pytest.mark.parametrize("verb", sorted(MONEY))
def test_what_moves_money_waits_for_the_confirmation_and_is_logged(
    desk: PretendDesk, verb: str, caplog: pytest.LogCaptureFixture
) -> None:
    desk.behind.sold(capture=Capture.NOW if verb == "refund" else Capture.ON_SHIPPING)
    calls = list(desk.behind.company.calls)

    answers = [desk.ask(verb, order=NUMBER, confirm=meant) for meant in (False, "false", 0, None)]

    assert answers[0]["error"]["code"] == "confirmation_needed"
    assert not any(answer["ok"] for answer in answers)
    assert desk.behind.company.calls == calls
    assert set(warned(caplog)) == {REFUSED}


def test_nobody_is_erased_without_the_confirmation(desk: PretendDesk, caplog: pytest.LogCaptureFixture) -> None:
    order = desk.behind.sold()
    writes = desk.behind.ledger.writes

    answer = desk.ask("erase", order=NUMBER)
    rehearsed = desk.ask("erase", order=NUMBER, dry_run=True, confirm=True)

    assert answer["error"]["code"] == "confirmation_needed"
    assert rehearsed["ok"]
    assert desk.behind.ledger.writes == writes
    assert desk.behind.order(order.id) == order
    assert why(caplog, REFUSED) == ["confirmation_needed"]


def test_an_unknown_verb_is_refused_and_what_it_was_is_not_written_down(
    desk: PretendDesk, caplog: pytest.LogCaptureFixture
) -> None:
    for raw in ({"do": "robin@buyer.example"}, {"do": "refund", "robin": "example"}, ["refund"], None, {}):
        caplog.clear()

        assert desk.desk.answer(raw)["error"]["code"] == "faulty_request"
        assert (warned(caplog), why(caplog, REFUSED)) == ([REFUSED], ["faulty request"])
        assert "robin" not in written(caplog)


def test_an_order_of_the_other_environment_is_not_touched(
    desk: PretendDesk, caplog: pytest.LogCaptureFixture
) -> None:
    """A shell set to sandbox does nothing to what was really paid, and the other way round."""
    order = desk.behind.sold()
    live = open_ops(
        read_ops({**ENVIRONMENT, "SANDBOX_MODE": "false"}),
        records=Records(desk.live, desk.live.journal, desk.links),
        elsewhere={"SANDBOX": desk.behind.journal},
        providers=Providers({NAME: lambda: desk.behind.company}),
        clock=desk.behind.clock,
    )
    calls = list(desk.behind.company.calls)

    answer = live.answer({"do": "refund", "order": NUMBER, "confirm": True})

    assert answer["error"]["code"] == "order_not_found"
    assert "SANDBOX_MODE=true" in answer["error"]["mend"]
    assert why(caplog, REFUSED) == ["order_not_found"]
    assert desk.behind.company.calls == calls
    assert desk.behind.order(order.id) == order


def test_what_a_store_says_when_it_fails_is_not_written_down(
    desk: PretendDesk, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise StoreUnavailableError from ValueError("robin@buyer.example")

    monkeypatch.setattr(desk.behind.journal, "orders_numbered", fails, raising=False)
    desk.behind.ledger.is_down = True

    answer = desk.ask("order", order=NUMBER)

    assert answer["error"]["code"] == "store_unavailable"
    assert warned(caplog) == ["back office hindered"]
    assert "robin" not in written(caplog)
    assert "Traceback" not in caplog.text


def test_the_function_takes_no_more_than_the_desk(desk: PretendDesk) -> None:
    """Whoever may invoke it may do all of this: who that is, the account's own policies say."""
    desk.behind.sold()
    door = open_ops_door(desk.desk)

    for event in ({"do": "refund", "order": NUMBER}, json.dumps({"do": "refund", "order": NUMBER})):
        assert door(event, None)["error"]["code"] == "confirmation_needed"
