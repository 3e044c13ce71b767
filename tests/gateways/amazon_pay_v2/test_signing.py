"""Every request is signed as the vendor says, whatever stands in it: an independent checker agrees."""

from datetime import UTC, datetime
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.amazon_pay_v2.calls import Call
from simulator.amazon_pay_v2.faults import Fault
from simulator.amazon_pay_v2.signatures import Keys, canonical
from tests.gateways.amazon_pay_v2.keys import LIVE_KEY_ID, OLD_KEY_ID, SANDBOX_KEY_ID, private_pem, public_pem
from voicetill.domain.errors import FaultyDataError, NotPossibleError
from voicetill.domain.money import Currency
from voicetill.domain.payments import Environment
from voicetill.gateways.amazon_pay_v2.endpoints import endpoint_of
from voicetill.gateways.amazon_pay_v2.signing import (
    Algorithm,
    Request,
    Signer,
    canonical_headers,
    canonical_path,
    canonical_query,
    canonical_request,
    string_to_sign,
)

NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
KEYS = Keys({SANDBOX_KEY_ID: public_pem(), LIVE_KEY_ID: public_pem(), OLD_KEY_ID: public_pem()})
HEADERS = {
    "Accept": "application/json",
    "Content-Type": "application/json",
    "x-amz-pay-region": "eu",
    "x-amz-pay-date": "20261101T120000Z",
    "x-amz-pay-host": "pay-api.amazon.eu",
    "x-amz-pay-idempotency-key": "A1b2",
}

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
paths = st.lists(texts, max_size=5).map(lambda parts: "/v2/" + "/".join(parts))
queries = st.lists(st.tuples(texts, texts), max_size=5).map(tuple)
# What an HTTP library can send in a header at all.
values = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20).map(lambda text: f"a{text}a")
names = st.from_regex(r"X-Amz-Pay-[A-Za-z]{1,8}", fullmatch=True).filter(
    lambda name: name.lower() not in {key.lower() for key in HEADERS}
)
extra_headers = st.dictionaries(names, values, max_size=3).filter(
    lambda told: len({name.lower() for name in told}) == len(told)
)
bodies = st.binary(max_size=60)


@cache
def a_signer(algorithm: Algorithm = Algorithm.PSS_V2, key_id: str = SANDBOX_KEY_ID) -> Signer:
    return Signer(public_key_id=key_id, private_key=private_pem, algorithm=algorithm)


def sent(request: Request, signer: Signer) -> Call:
    target = canonical_path(request.path)
    query = canonical_query(request.query)
    return Call(request.method, f"{target}?{query}" if query else target, signer.signed(request), request.body)


def a_request(**changes: object) -> Request:
    told = {
        "method": "POST",
        "path": "/v2/charges",
        "query": (),
        "headers": HEADERS,
        "body": b'{"a":1}',
        **changes,
    }
    return Request(**told)  # type: ignore[arg-type]


requests = st.builds(
    Request,
    method=st.sampled_from(["GET", "POST", "PATCH", "DELETE"]),
    path=paths,
    query=queries,
    headers=extra_headers.map(lambda more: {**HEADERS, **more}),
    body=bodies,
)


@settings(deadline=None, max_examples=60)
@given(request=requests, algorithm=st.sampled_from(Algorithm))
def test_any_request_is_signed_so_that_the_other_side_can_verify_it(
    request: Request, algorithm: Algorithm
) -> None:
    call = sent(request, a_signer(algorithm))

    assert KEYS.caller(call, at=NOW).key_id == SANDBOX_KEY_ID


@settings(deadline=None)
@given(request=requests)
def test_both_sides_find_the_same_canonical_request(request: Request) -> None:
    headers = canonical_headers(request.headers)
    target = f"{canonical_path(request.path)}?{canonical_query(request.query)}"

    assert canonical(Call(request.method, target, headers, request.body), list(headers)) == canonical_request(
        request
    )


@pytest.mark.parametrize(
    ("path", "signed"),
    [
        ("", "/"),
        ("/", "/"),
        ("//", "/"),
        ("//v2///charges", "/v2/charges"),
        ("/v2/charges//", "/v2/charges/"),
        ("v2", "/v2"),
        ("/a b/ü*~", "/a%20b/%C3%BC%2A~"),
        ("/100%25", "/100%2525"),
    ],
)
def test_a_path_is_collapsed_and_encoded(path: str, signed: str) -> None:
    assert canonical_path(path) == signed


def test_a_query_is_sorted_as_it_is_encoded() -> None:
    query = [("b", "2"), ("a", "ü"), ("a", "z"), ("ä", ""), ("a", "+ &")]

    assert canonical_query(query) == "%C3%A4=&a=%2B%20%26&a=%C3%BC&a=z&b=2"


def test_the_canonical_request_is_the_one_of_the_page() -> None:
    request = a_request(
        method="GET",
        path="/v2//reports",
        query=(("pageSize", "10"),),
        headers={"X-B": "  two\t words ", "a": "1"},
        body=b"",
    )

    nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert canonical_request(request) == f"GET\n/v2/reports\npageSize=10\na:1\nx-b:two  words\n\na;x-b\n{nothing}"


def test_a_header_that_is_named_twice_is_not_signed() -> None:
    with pytest.raises(ValueError, match="twice"):
        canonical_request(a_request(headers={"A": "1", "a": "2"}))


@pytest.mark.parametrize(("algorithm", "salt"), [(Algorithm.PSS, 20), (Algorithm.PSS_V2, 32)])
def test_each_name_of_the_algorithm_has_its_salt(algorithm: Algorithm, salt: int) -> None:
    assert algorithm.salt_length == salt
    assert string_to_sign("", algorithm).startswith(f"{algorithm}\ne3b0c442")


@pytest.mark.parametrize(
    "change",
    [
        {"method": "PATCH"},
        {"target": "/v2/charges/C1"},
        {"target": "/v2/charges?a=1"},
        {"body": b'{"a":2}'},
        {"headers": {"x-amz-pay-idempotency-key": "A1b3"}},
        {"headers": {"x-amz-pay-date": "20261101T120001Z"}},
    ],
    ids=str,
)
def test_whatever_is_changed_under_way_breaks_the_signature(change: dict[str, object]) -> None:
    call = sent(a_request(), a_signer())
    told = {"method": call.method, "target": call.target, "body": call.body, **change}
    headers = {**call.headers, **change.get("headers", {})}  # type: ignore[dict-item]

    with pytest.raises(Fault, match="InvalidRequestSignature"):
        KEYS.caller(Call(**{**told, "headers": headers}), at=NOW)  # type: ignore[arg-type]


@settings(deadline=None, max_examples=20)
@given(payload=texts, algorithm=st.sampled_from(Algorithm))
def test_a_button_is_signed_over_its_payload(payload: str, algorithm: Algorithm) -> None:
    signature = a_signer(algorithm).button_signature(payload)

    told = {"algorithm": algorithm.value, "signature": signature}
    assert KEYS.signed_button(SANDBOX_KEY_ID, payload=payload, **told) == "Sandbox"
    with pytest.raises(Fault):
        KEYS.signed_button(SANDBOX_KEY_ID, payload=payload + " ", **told)


def test_a_key_that_was_exchanged_is_read_anew() -> None:
    kept = ["no key", private_pem()]
    signer = Signer(public_key_id=SANDBOX_KEY_ID, private_key=lambda: kept[0])

    with pytest.raises(NotPossibleError):
        signer.button_signature("{}")
    kept.pop(0)

    assert signer.button_signature("{}")


@pytest.mark.parametrize(
    "pem", ["", "no key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", "ü"]
)
def test_what_is_no_key_is_said_without_its_text(pem: str) -> None:
    signer = Signer(public_key_id=SANDBOX_KEY_ID, private_key=lambda: pem)

    with pytest.raises(NotPossibleError) as trouble:
        signer.button_signature("{}")

    assert trouble.value.__cause__ is None
    assert "AAAA" not in trouble.value.why


@pytest.mark.parametrize(
    ("key_id", "environment", "root"),
    [
        (SANDBOX_KEY_ID, Environment.SANDBOX, "/v2"),
        (LIVE_KEY_ID, Environment.LIVE, "/v2"),
        (OLD_KEY_ID, Environment.SANDBOX, "/sandbox/v2"),
        (OLD_KEY_ID, Environment.LIVE, "/live/v2"),
    ],
)
def test_the_key_picks_the_environment_or_the_path_does(key_id: str, environment: Environment, root: str) -> None:
    endpoint = endpoint_of(region="eu", environment=environment, public_key_id=key_id)

    assert endpoint.root == root
    assert endpoint.base == "https://pay-api.amazon.eu"


@pytest.mark.parametrize(
    ("key_id", "environment"), [(SANDBOX_KEY_ID, Environment.LIVE), (LIVE_KEY_ID, Environment.SANDBOX)]
)
def test_a_key_of_the_other_environment_is_refused(key_id: str, environment: Environment) -> None:
    with pytest.raises(FaultyDataError, match="is a key of"):
        endpoint_of(region="us", environment=environment, public_key_id=key_id)


@pytest.mark.parametrize("region", ["", "US", "fr", "jp "])
def test_an_unknown_region_is_refused(region: str) -> None:
    with pytest.raises(FaultyDataError, match="region"):
        endpoint_of(region=region, environment=Environment.LIVE, public_key_id=OLD_KEY_ID)


@pytest.mark.parametrize(
    ("region", "host", "currencies"),
    [
        ("us", "pay-api.amazon.com", (Currency.USD,)),
        ("na", "pay-api.amazon.com", (Currency.USD,)),
        ("eu", "pay-api.amazon.eu", (Currency.EUR, Currency.GBP)),
        ("de", "pay-api.amazon.eu", (Currency.EUR, Currency.GBP)),
        ("uk", "pay-api.amazon.eu", (Currency.EUR, Currency.GBP)),
        ("jp", "pay-api.amazon.jp", (Currency.JPY,)),
    ],
)
def test_each_region_has_its_host_and_currencies(region: str, host: str, currencies: tuple[Currency, ...]) -> None:
    endpoint = endpoint_of(region=region, environment=Environment.LIVE, public_key_id=OLD_KEY_ID)

    assert (endpoint.host, endpoint.currencies) == (host, currencies)
