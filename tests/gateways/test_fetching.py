"""One HTTP call: it ends when its time is, follows nobody, and believes nobody in the clear but this machine."""

import threading
import time

import pytest

from tests.gateways.hostile_servers import Manners, a_server, answering, dribbling, silent
from voicetill.gateways.fetching import LONGEST_BODY, NoAnswerError, WebFetch

OK = "HTTP/1.1 200 OK"
WITHIN = 0.3

ENDLESS = {
    "silent": silent,
    "status line byte by byte": dribbling(b"HTTP/1.1 ", b"0"),
    "endless header": dribbling(b"HTTP/1.1 200 OK\r\nX-Long: ", b"a"),
    "header after header": dribbling(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n", pause=0.05),
    "body byte by byte": dribbling(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b"a"),
    "body without an end": dribbling(b"HTTP/1.1 200 OK\r\n\r\n", b"a"),
    "interim answers": dribbling(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
}


def fetch(url: str, **headers: str) -> tuple[int, bytes]:
    return WebFetch()(f"{url}/place?q=1", headers, within=WITHIN)


@pytest.mark.parametrize("manners", ENDLESS.values(), ids=ENDLESS)
def test_a_call_is_over_when_its_time_is_and_leaves_no_thread(manners: Manners) -> None:
    threads = threading.active_count()
    with a_server(manners) as url:
        began = time.monotonic()

        # On a busy machine the socket's own time can be over first.
        with pytest.raises(NoAnswerError, match=r"in time|Timeout"):
            fetch(url)

        # The servers would go on for ever; a busy machine is given some air.
        assert time.monotonic() - began < WITHIN + 5
        while threading.active_count() > threads + 1 and time.monotonic() - began < 15:
            time.sleep(0.01)
        assert threading.active_count() <= threads + 1  # the server's own


@pytest.mark.parametrize("size", [0, 1, LONGEST_BODY])
def test_a_body_up_to_the_limit_is_returned_whole(size: int) -> None:
    with a_server(answering(f"{OK}\nContent-Length: {size}", b"a" * size)) as url:
        assert fetch(url) == (200, b"a" * size)


@pytest.mark.parametrize("head", [OK, f"{OK}\nContent-Length: {LONGEST_BODY + 1}"])
def test_a_longer_body_is_no_answer(head: str) -> None:
    with (
        a_server(answering(head, b"a" * (LONGEST_BODY + 1))) as url,
        pytest.raises(NoAnswerError, match="too long"),
    ):
        fetch(url)


@pytest.mark.parametrize(
    "answer",
    [
        answering("EHLO"),
        answering(""),
        answering(f"{OK}\nContent-Length: 10", b"short"),
        answering(f"{OK}\nTransfer-Encoding: chunked", b"no chunk"),
        answering(f"{OK}\nX: " + "a" * 70_000),
        answering(OK + "\nX: y" * 200),
    ],
    ids=["no HTTP", "nothing", "cut short", "broken chunks", "huge header", "too many headers"],
)
def test_what_is_no_sound_answer_is_none(answer: Manners) -> None:
    with a_server(answer) as url, pytest.raises(NoAnswerError):
        fetch(url)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_an_answer_and_is_not_followed(status: int) -> None:
    asked: list[str] = []
    with a_server(lambda connection, over: asked.append("led astray")) as elsewhere:
        head = f"HTTP/1.1 {status} Found\nLocation: {elsewhere}/\nContent-Length: 0"
        with a_server(answering(head)) as url:
            assert fetch(url)[0] == status

    assert asked == []


@pytest.mark.parametrize("status", [204, 400, 401, 403, 404, 429, 500, 503])
def test_an_error_is_an_answer(status: int) -> None:
    with a_server(answering(f"HTTP/1.1 {status} Oops\nContent-Length: 0")) as url:
        assert fetch(url) == (status, b"")


def test_a_compressed_body_is_not_unpacked() -> None:
    """It was not asked for, and may unpack to anything."""
    packed = b"\x1f\x8b\x08\x00"
    with a_server(answering(f"{OK}\nContent-Encoding: gzip\nContent-Length: 4", packed)) as url:
        assert fetch(url) == (200, packed)


def test_nobody_there_is_no_answer() -> None:
    with a_server(silent) as url:
        pass

    with pytest.raises(NoAnswerError):
        fetch(url)


@pytest.mark.parametrize(
    "url", ["http://pay-api.example", "ftp://127.0.0.1", "file:///etc/hosts", "127.0.0.1", ""]
)
def test_in_the_clear_only_this_machine_is_asked(url: str) -> None:
    with pytest.raises(NoAnswerError, match="neither https nor on this machine"):
        fetch(url)


@pytest.mark.parametrize("token", ["a\r\nX: y", "a\nb", "\u20ac"])
def test_a_header_that_cannot_be_sent_is_no_answer_and_not_repeated(token: str) -> None:
    with a_server(answering(OK)) as url, pytest.raises(NoAnswerError) as trouble:
        fetch(url, Authorization=f"Bearer {token}")

    assert token not in str(trouble.value)


def test_who_cannot_show_a_good_certificate_is_not_believed() -> None:
    with a_server(answering(OK)) as url, pytest.raises(NoAnswerError):
        fetch(url.replace("http://", "https://"))
