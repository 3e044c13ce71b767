"""Trying again never makes certain what is not: one try that may have acted leaves the whole call in doubt."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from voicetill.gateways.fetching import Answered, NoAnswerError, NotConnectedError
from voicetill.gateways.patience import RETRIED, PatientSend

KEYED = {"x-amz-pay-idempotency-key": "a1"}
OK = Answered(200, {}, b"fine")


@dataclass
class Moody:
    """Sends what it was told to, one outcome a try, and notes each try; time passes as it is slept and waited."""

    outcomes: list[Answered | NoAnswerError]
    tried: list[tuple[str, Mapping[str, str], bytes, float]] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)
    takes: float = 0.0
    now: float = 100.0

    def __call__(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes = b"", *, within: float
    ) -> Answered:
        self.tried.append((method, headers, body, within))
        self.now += min(self.takes, within)
        outcome = self.outcomes.pop(0)
        if isinstance(outcome, NoAnswerError):
            raise outcome
        return outcome

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def patient(self) -> PatientSend:
        return PatientSend(self, sleep=self.sleep, ticks=lambda: self.now)


def status(number: int, **headers: str) -> Answered:
    return Answered(number, {name.replace("_", "-"): value for name, value in headers.items()}, b"")


def send(moody: Moody, method: str = "POST", headers: Mapping[str, str] = KEYED, within: float = 60) -> Answered:
    return moody.patient()(method, "https://pay.example/v2/charges", headers, b"{}", within=within)


@pytest.mark.parametrize("number", sorted(RETRIED))
def test_a_passing_fault_is_tried_again_with_the_very_same_request(number: int) -> None:
    moody = Moody([status(number), OK])

    assert send(moody) is OK

    first, second = moody.tried
    assert first[:3] == second[:3]
    assert moody.slept == [1]


@pytest.mark.parametrize("trouble", [NoAnswerError("lost"), NotConnectedError("down")])
def test_a_lost_answer_is_tried_again(trouble: NoAnswerError) -> None:
    moody = Moody([trouble, OK])

    assert send(moody) is OK


def test_it_gives_up_after_three_more_tries() -> None:
    moody = Moody([status(503)] * 9)

    assert send(moody).status == 503

    assert len(moody.tried) == 4
    assert moody.slept == [1, 2, 4]


@pytest.mark.parametrize("number", [200, 201, 301, 400, 401, 404, 422, 501])
def test_an_answer_is_an_answer(number: int) -> None:
    moody = Moody([status(number)])

    assert send(moody).status == number
    assert not moody.slept


def test_what_has_no_key_and_is_no_look_is_sent_once() -> None:
    moody = Moody([status(503), OK])

    assert send(moody, headers={"accept": "x"}).status == 503
    assert len(moody.tried) == 1


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_what_may_be_done_twice_needs_no_key(method: str) -> None:
    assert send(Moody([status(503), OK]), method, headers={}) is OK


def test_another_header_name_for_the_key_will_do() -> None:
    assert send(Moody([status(503), OK]), headers={"Request-Idempotency-Key": "a1"}) is OK


def test_the_time_for_all_of_it_is_kept() -> None:
    moody = Moody([status(503)] * 9, takes=3)

    send(moody, within=8)

    assert moody.now - 100 <= 8
    assert len(moody.tried) == 2


def test_one_try_that_hangs_leaves_time_for_another() -> None:
    moody = Moody([NoAnswerError("lost"), OK], takes=1000)

    assert send(moody, within=30) is OK
    assert moody.tried[0][3] == 10


def test_what_is_asked_for_is_waited() -> None:
    moody = Moody([status(429, retry_after="5"), OK])

    send(moody)

    assert moody.slept == [5]


@pytest.mark.parametrize("told", ["soon", "-1", "nan", "inf", ""])
def test_an_odd_wait_is_the_usual_one(told: str) -> None:
    moody = Moody([status(429, retry_after=told), OK])

    send(moody)

    assert moody.slept == [1]


def test_a_wait_that_is_too_long_is_not_begun() -> None:
    moody = Moody([status(429, retry_after="100"), OK])

    assert send(moody, within=30).status == 429
    assert not moody.slept


# What the whole of it proves.


def test_never_connected_is_certainly_nothing() -> None:
    with pytest.raises(NotConnectedError):
        send(Moody([NotConnectedError("down"), status(429), *[NotConnectedError("down")] * 2]))


@pytest.mark.parametrize("doubtful", [NoAnswerError("lost"), status(500), status(504), status(408)])
@pytest.mark.parametrize(
    "last", [NotConnectedError("down"), status(429, retry_after="99"), status(401), status(403)]
)
def test_after_one_that_may_have_acted_nothing_is_certain(
    doubtful: Answered | NoAnswerError, last: Answered | NoAnswerError
) -> None:
    rest = [last] * 3

    with pytest.raises(NoAnswerError) as trouble:
        send(Moody([doubtful, *rest]))

    assert not isinstance(trouble.value, NotConnectedError)


@pytest.mark.parametrize("number", [200, 201])
def test_a_true_answer_after_doubt_is_the_answer(number: int) -> None:
    assert send(Moody([NoAnswerError("lost"), status(number)])).status == number


@pytest.mark.parametrize("number", [400, 404, 409, 422])
def test_a_refusal_after_doubt_proves_nothing(number: int) -> None:
    """It may be of the repeat alone, which met the first try: "one is in progress", "the limit is reached"."""
    with pytest.raises(NoAnswerError):
        send(Moody([NoAnswerError("lost"), status(number)]))
