"""An occurrence that was stored and read again is the same."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.builders import NOW
from tests.strategies import moments
from voicetill.domain.occurrences import Channel, Happening, Occurrence, closed
from voicetill.stores.occurrences import from_record, to_record

texts = st.text(max_size=20)
channels = st.frozensets(st.sampled_from(Channel))

occurrences = st.builds(
    Occurrence,
    id=texts,
    what=st.sampled_from(Happening),
    customer_id=texts,
    subject_id=texts,
    market_id=texts,
    locale=texts,
    at=moments(),
    tell_at=st.none() | moments(),
    details=st.dictionaries(texts, texts | st.integers()),
    email=texts,
    user_id=texts,
    told=channels,
    tries=st.integers(0, 20),
    given_up=channels,
    mailing_since=st.none() | moments(),
    version=st.integers(0, 99),
    closed_at=st.none() | moments(),
)


@given(occurrences)
def test_stored_and_read_again_it_is_the_same(occurrence: Occurrence) -> None:
    assert from_record(to_record(occurrence)) == occurrence


@given(occurrences)
def test_only_what_is_told_everywhere_expires(occurrence: Occurrence) -> None:
    expires_at = to_record(occurrence).get("expires_at")

    assert (expires_at is None) == bool(occurrence.tell_at or occurrence.is_task)


def test_a_task_is_kept_until_it_is_done() -> None:
    task = Occurrence("a", Happening.MERCHANT_TASK, "c", "s", "US", "en-US", NOW, None)

    assert "expires_at" not in to_record(task)
    assert "expires_at" in to_record(closed(task, at=NOW))


def test_a_record_of_before_the_marks_can_be_read() -> None:
    old = Occurrence("a", Happening.ORDER_PAID, "c", "s", "US", "en-US", NOW, NOW + timedelta(hours=1))
    record = {name: v for name, v in to_record(old).items() if name not in ("given_up", "mailing_since")}

    assert from_record(record) == old
