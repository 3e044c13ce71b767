"""The id that a conversation and its checkout go by."""

from hypothesis import given
from hypothesis import strategies as st

from voicetill.domain.checkout_record import is_token
from voicetill.domain.conversations import followed, next_id

texts = st.text(st.characters(), max_size=40)


@given(customer=texts, session=texts, after=texts)
def test_whatever_it_is_made_of_it_has_the_shape_of_a_checkout_s_id(
    customer: str, session: str, after: str
) -> None:
    made = next_id(customer, session, after=after)

    assert is_token(made)
    assert made == next_id(customer, session, after=after)


@given(one=st.tuples(texts, texts, texts), other=st.tuples(texts, texts, texts))
def test_another_customer_session_or_checkout_before_makes_another(
    one: tuple[str, str, str], other: tuple[str, str, str]
) -> None:
    made = [next_id(customer, session, after=after) for customer, session, after in (one, other)]
    parts = ["\x00".join(each) for each in (one, other)]

    assert (made[0] == made[1]) == (parts[0] == parts[1])


def test_every_name_that_is_made_of_a_checkout_leads_to_it() -> None:
    id_ = next_id("customer", "session")

    assert [followed(name) for name in (id_, f"{id_}01", f"{id_}00101", f"{id_}r01", f"{id_}.order.placed")] == [
        id_
    ] * 5
