"""The vendor's limits are kept on our side: what is over them is not sent."""

from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.amazon_pay_v2.limits import RATES as PUBLISHED
from tests.gateways.amazon_pay_v2.wire import House
from tests.gateways.amazon_pay_v2.wishes import a_charge
from voicetill.domain.charging import Paid
from voicetill.domain.errors import GatewayUnavailableError
from voicetill.domain.payments import Environment
from voicetill.gateways.amazon_pay_v2.throttling import RATES, Kind, Rate, Throttle


class Ticks:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def takes(throttle: Throttle, kind: Kind = Kind.CREATE_CHARGE) -> bool:
    try:
        throttle.take(kind)
    except GatewayUnavailableError:
        return False
    return True


@pytest.mark.parametrize("environment", Environment)
def test_the_rates_are_the_published_ones(environment: Environment) -> None:
    published = PUBLISHED[environment.value.capitalize()]

    ours = {kind.value: (rate.most, rate.restored) for kind, rate in RATES[environment].items()}
    assert ours == {name: (rate.most, rate.restored) for name, rate in published.items()}
    assert set(RATES[environment]) == set(Kind)


def test_a_burst_goes_through_and_then_one_by_one() -> None:
    ticks = Ticks()
    throttle = Throttle({Kind.CREATE_CHARGE: Rate(3, 2)}, ticks=ticks)

    assert [takes(throttle) for _ in range(4)] == [True, True, True, False]
    ticks.now += 0.5
    assert [takes(throttle) for _ in range(2)] == [True, False]
    ticks.now += 1000
    assert [takes(throttle) for _ in range(4)] == [True, True, True, False]


def test_it_says_when_to_come_back() -> None:
    ticks = Ticks()
    throttle = Throttle({Kind.CREATE_CHARGE: Rate(1, 0.25)}, ticks=ticks)
    throttle.take(Kind.CREATE_CHARGE)

    with pytest.raises(GatewayUnavailableError) as error:
        throttle.take(Kind.CREATE_CHARGE)
    assert error.value.retry_after == 4

    ticks.now += error.value.retry_after
    assert takes(throttle)


def test_each_kind_of_call_is_counted_apart() -> None:
    throttle = Throttle({Kind.CREATE_CHARGE: Rate(1, 1), Kind.GET_CHARGE: Rate(1, 1)}, ticks=Ticks())

    assert takes(throttle, Kind.CREATE_CHARGE)
    assert takes(throttle, Kind.GET_CHARGE)
    assert not takes(throttle, Kind.CREATE_CHARGE)


@pytest.mark.parametrize("share", [0, -1, 1.1])
def test_a_share_is_a_part(share: float) -> None:
    with pytest.raises(ValueError, match="share"):
        Throttle({}, ticks=Ticks(), share=share)


@given(
    most=st.integers(1, 40),
    restored=st.integers(1, 16),
    workers=st.integers(1, 8),
    pauses=st.lists(st.floats(0, 2), min_size=1, max_size=60),
)
def test_all_workers_together_stay_within_the_rate(
    most: int, restored: int, workers: int, pauses: list[float]
) -> None:
    ticks = Ticks()
    rates = {Kind.CREATE_CHARGE: Rate(most, restored)}
    throttles = [Throttle(rates, ticks=ticks, share=1 / workers) for _ in range(workers)]
    sent = 0
    for pause in pauses:
        sent += sum(takes(throttle) for throttle in throttles for _ in range(3))
        ticks.now += pause

    # One call at once is allowed to each worker, be its share ever so small.
    assert sent <= max(most, workers) + restored * ticks.now + 1e-6


def test_threads_share_one_bucket() -> None:
    throttle = Throttle({Kind.CREATE_CHARGE: Rate(50, 1)}, ticks=Ticks())
    through: list[bool] = []
    threads = [Thread(target=lambda: through.extend(takes(throttle) for _ in range(20))) for _ in range(8)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(through) == 50


def test_over_our_limit_nothing_is_sent_and_the_vendor_never_throttles() -> None:
    house = House(rates={})
    house.service.rates = PUBLISHED
    waits = []
    for _ in range(12):
        prepared = a_charge(house)
        try:
            assert isinstance(house.gateway.charge(prepared, within=5), Paid)
        except GatewayUnavailableError as error:
            waits.append(error.retry_after)
            house.clock.pass_by(error.retry_after)
            assert isinstance(house.gateway.charge(prepared, within=5), Paid)

    assert waits
    assert all(asked.status == 201 for asked in house.service.calls)
    assert len(house.line.sent) == 12
