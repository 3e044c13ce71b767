"""The merchant's switch: looked at once a minute, and never lost to an outage or to junk."""

from collections.abc import Iterator
from datetime import timedelta

import boto3
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from hypothesis import given
from hypothesis import strategies as st
from moto import mock_aws

from simulator.cloud.parameters import SWITCH, PretendParameters
from tests.fakes.clock import FixedClock
from voicetill.domain.errors import StoreUnavailableError
from voicetill.domain.sales_switch import SalesSwitch, read_switch
from voicetill.stores.sales_switch import KEPT, KeptSwitch, SalesParameter

OPEN, CLOSED = SalesSwitch.OPEN, SalesSwitch.CLOSED
SECOND = timedelta(seconds=1)


class Kept:
    """A kept switch over a pretend parameter, and a clock to move."""

    def __init__(self) -> None:
        self.parameters, self.clock = PretendParameters(), FixedClock()
        self.sells = KeptSwitch(SalesParameter(lambda: self.parameters, name=SWITCH).read, self.clock)

    def stands(self, text: str) -> None:
        self.parameters.values[SWITCH] = text


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture(params=["pretend", "moto"])
def parameter(request: pytest.FixtureRequest) -> Iterator[SalesParameter]:
    """The store over the simulator's double, and over another one: both must be met alike."""
    if request.param == "pretend":
        yield SalesParameter(PretendParameters, name=SWITCH)
        return
    with mock_aws():
        client = boto3.client("ssm", region_name="us-east-1")
        client.put_parameter(Name=SWITCH, Value="open", Type="String")
        yield SalesParameter(lambda: client, name=SWITCH)


def test_what_is_written_is_read(parameter: SalesParameter) -> None:
    assert parameter.read() is OPEN
    parameter.write(CLOSED)
    assert parameter.read() is CLOSED
    parameter.write(OPEN)
    assert parameter.read() is OPEN


def test_a_name_that_is_not_there_cannot_be_read() -> None:
    with pytest.raises(StoreUnavailableError):
        SalesParameter(PretendParameters, name="/elsewhere").read()


def test_nothing_is_opened_before_it_is_needed() -> None:
    def never() -> None:
        raise AssertionError

    KeptSwitch(SalesParameter(never, name=SWITCH).read, FixedClock())


def test_it_is_looked_at_once_a_minute(kept: Kept) -> None:
    for _ in range(5):
        assert kept.sells()
        kept.clock.pass_by(timedelta(seconds=10))

    assert kept.parameters.reads == 1


@pytest.mark.parametrize(("first", "then"), [("open", "closed"), ("closed", "open")])
def test_a_turn_is_seen_within_a_minute(kept: Kept, first: str, then: str) -> None:
    kept.stands(first)
    assert kept.sells() is (first == "open")

    kept.stands(then)

    kept.clock.pass_by(KEPT - SECOND)
    assert kept.sells() is (first == "open")
    kept.clock.pass_by(SECOND)
    assert kept.sells() is (then == "open")
    assert timedelta(minutes=1) >= KEPT


@pytest.mark.parametrize("known", ["open", "closed"])
def test_an_outage_keeps_what_was_known(kept: Kept, known: str, caplog: pytest.LogCaptureFixture) -> None:
    kept.stands(known)
    kept.sells()
    kept.parameters.down = True
    kept.stands("open" if known == "closed" else "closed")

    for _ in range(10):
        kept.clock.pass_by(KEPT)
        assert kept.sells() is (known == "open")

    kept.parameters.down = False
    kept.clock.pass_by(KEPT)
    assert kept.sells() is (known == "closed")
    assert "switch not read" in caplog.text


def test_an_outage_from_the_start_means_open(kept: Kept) -> None:
    kept.stands("closed")
    kept.parameters.down = True

    assert kept.sells()


def test_a_look_in_vain_is_not_repeated_within_the_minute(kept: Kept) -> None:
    """Each may take its time, and a customer waits."""
    kept.parameters.down = True

    for _ in range(5):
        kept.sells()

    assert kept.parameters.reads == 1


@pytest.mark.parametrize("junk", ["", "shut", "OPEN!", "true", "0", "open closed"])
@pytest.mark.parametrize("known", ["open", "closed"])
def test_junk_counts_as_what_was_known(
    kept: Kept, known: str, junk: str, caplog: pytest.LogCaptureFixture
) -> None:
    kept.stands(known)
    kept.sells()
    kept.stands(junk)
    kept.clock.pass_by(KEPT)

    assert kept.sells() is (known == "open")
    assert "switch not understood" in caplog.text
    assert not junk or f"'{junk}'" not in caplog.text


def test_a_clock_that_was_put_back_looks_again(kept: Kept) -> None:
    kept.sells()
    kept.stands("closed")

    kept.clock.pass_by(-timedelta(hours=1))

    assert not kept.sells()


@pytest.mark.parametrize(
    "trouble",
    [
        EndpointConnectionError(endpoint_url="https://ssm.example"),
        ClientError({"Error": {"Code": "AccessDeniedException"}}, "GetParameter"),
        KeyError("Parameter"),
        ValueError("no region"),
    ],
)
def test_no_trouble_of_the_client_s_comes_out(trouble: Exception) -> None:
    class Broken:
        def get_parameter(self, **request: object) -> None:
            raise trouble

    assert KeptSwitch(SalesParameter(Broken, name=SWITCH).read, FixedClock())()


@given(st.one_of(st.none(), st.integers(), st.text(), st.sampled_from(["open", " Closed\n", "CLOSED", "Open "])))
def test_only_the_two_words_mean_something(text: object) -> None:
    read = read_switch(text)

    assert read is None or (isinstance(text, str) and read.value == text.strip().lower())
