"""The four digits that guard larger orders: guessing is counted, logged, and costs the guesser hours."""

import hashlib
import hmac
from typing import Any

import pytest

from tests.builders import a_market, a_money
from tests.security.warnings import warned, written
from tests.services.live_till import LiveTill
from tests.services.till import question_of
from voicetill.domain.voice_codes import SALT_BYTES, fits, hashed
from voicetill.services.outcomes import CodeLocked
from voicetill.services.visits import Question

CODE, WRONG = "4821", "1111"


@pytest.fixture
def till() -> LiveTill:
    till = LiveTill(market=a_market(voice_code_over=a_money(800)))
    till.link(code=CODE)
    return till


def _question(till: LiveTill) -> Question:
    told = till.told()
    till.yes_to(told)
    return question_of(told)


def test_wrong_codes_and_the_lock_are_logged_and_no_code_is(
    till: LiveTill, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    question = _question(till)

    for said in (WRONG, WRONG, WRONG, CODE):
        outcome = till.buying.say_code(till.visitor, question, said)

    assert isinstance(outcome, CodeLocked), "while it is locked, not even the right one counts"
    assert warned(caplog) == ["wrong code"] * 3 + ["code is locked"]
    assert [record.__dict__["locked"] for record in caplog.records if record.getMessage() == "wrong code"] == [
        False,
        False,
        True,
    ]
    assert [code for code in (CODE, WRONG) if f"'{code}'" in written(caplog)] == []
    assert till.company.calls == []


def test_a_lock_is_kept_with_the_customer_and_not_with_the_session(till: LiveTill) -> None:
    """Another device, another session, another function: the count goes on."""
    question = _question(till)
    for said in (WRONG, WRONG, WRONG):
        till.buying.say_code(till.visitor, question, said)
        till.assemble()

    assert isinstance(till.buying.say_code(till.visitor, question, CODE), CodeLocked)


def test_a_wrong_code_costs_as_much_work_as_the_right_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """One slow hash and one comparison in constant time, whichever it is: time tells nothing."""
    kept = hashed(CODE, salt=bytes(SALT_BYTES))
    done: list[str] = []
    scrypt, compare = hashlib.scrypt, hmac.compare_digest

    def counted(*args: Any, **options: Any) -> bytes:
        done.append("hash")
        return scrypt(*args, **options)

    def noted(left: Any, right: Any) -> bool:
        done.append("compare")
        return compare(left, right)

    monkeypatch.setattr(hashlib, "scrypt", counted)
    monkeypatch.setattr(hmac, "compare_digest", noted)
    works = []
    for said in (CODE, WRONG, "4820", "0000"):
        done.clear()
        fits(kept, said)
        works.append(tuple(done))

    assert set(works) == {("hash", "compare")}
