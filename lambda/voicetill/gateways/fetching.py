"""One HTTP call that is over when its time is, whatever the other side does.

A socket's timeout bounds each single read, so a server that sends a byte a second is never late by it; and a name
that does not resolve has no socket yet. So the call runs in a thread of its own, and whoever waits for it waits
just so long, and hangs up.
"""

import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Protocol
from urllib.parse import SplitResult, urlsplit

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.response import HTTPResponse

# Bytes of a body; what we ask for is a hundredth of it.
LONGEST_BODY = 128 * 1024

# Where a call may go in the clear: it does not leave the machine.
LOOPBACK = ("127.0.0.1", "::1", "localhost")

Reply = tuple[int, bytes]
"""A status and a body."""


class NoAnswerError(OSError):
    """Raised when a call brought no answer that could be read; tells the kind of trouble, nothing of the call."""


class NotConnectedError(NoAnswerError):
    """Raised when a call never reached the other side: certainly nothing happened there."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What was answered. The names of `headers` are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Fetch(Protocol):
    """Asks for what is at an address."""

    def __call__(self, url: str, headers: Mapping[str, str], *, within: float) -> Reply:
        """Return what was answered, be it an error, within so many seconds. Raises OSError."""


class Send(Protocol):
    """Sends a request that may do something at the other side."""

    def __call__(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes = b"", *, within: float
    ) -> Answered:
        """Return what was answered, be it an error, within so many seconds.

        Raises NotConnectedError if the request certainly did nothing, and NoAnswerError if it may have done it.
        """


class WebSend:
    """The real one: one try, no redirect followed, in the clear on loopback only, and bodies up to a limit."""

    def __call__(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes = b"", *, within: float
    ) -> Answered:
        """Return what was answered; raises NotConnectedError and NoAnswerError."""
        parts = urlsplit(url)
        return _Call(self._connection(parts, within)).made(method, parts, headers, body, within=within)

    def _connection(self, url: SplitResult, within: float) -> HTTPConnection:
        host = url.hostname or ""
        if url.scheme == "https":
            return HTTPSConnection(host, url.port, timeout=within, ssl_context=self._trust)
        if url.scheme == "http" and host in LOOPBACK:
            return HTTPConnection(host, url.port, timeout=within)
        raise NotConnectedError("neither https nor on this machine")

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        """Whose certificates are believed. Reading them takes a while: a launch that asks nobody must not pay."""
        return ssl.create_default_context()


class WebFetch:
    """Asks with GET, in the manner of `WebSend`."""

    def __init__(self) -> None:
        self._send = WebSend()

    def __call__(self, url: str, headers: Mapping[str, str], *, within: float) -> Reply:
        """Return what was answered; raises NoAnswerError."""
        answer = self._send("GET", url, headers, within=within)
        return answer.status, answer.body


class _Call:
    """One call under way in its own thread."""

    def __init__(self, connection: HTTPConnection) -> None:
        self._connection = connection
        self._outcome: SimpleQueue[Answered | Exception] = SimpleQueue()
        self._socket: socket.socket | None = None
        self._given_up = False

    def made(
        self, method: str, url: SplitResult, headers: Mapping[str, str], body: bytes, *, within: float
    ) -> Answered:
        target = f"{url.path or '/'}?{url.query}" if url.query else url.path or "/"
        Thread(target=self._run, args=(method, target, headers, body), daemon=True).start()
        try:
            outcome = self._outcome.get(timeout=within)
        except Empty:
            raise self._hang_up()("no answer in time") from None
        if isinstance(outcome, NoAnswerError):
            raise outcome
        if isinstance(outcome, Exception):
            # Its text may hold what we sent; its kind does not.
            kind = NotConnectedError if self._socket is None else NoAnswerError
            raise kind(type(outcome).__name__) from None
        return outcome

    def _run(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> None:
        try:
            self._outcome.put(self._ask(method, target, headers, body))
        except Exception as trouble:
            # Whatever it is, it belongs to who waits: in this thread nobody would hear of it.
            self._outcome.put(trouble)
        finally:
            self._connection.close()

    def _ask(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answered:
        self._connection.connect()
        # The connection forgets its socket once the headers are there; hanging up needs it to the end.
        self._socket = self._connection.sock
        if self._given_up:
            raise NotConnectedError("connected too late")
        closing = {**headers, "Connection": "close", "Accept-Encoding": "identity"}
        self._connection.request(
            method, target, body=body or None, headers=closing, preload_content=False, decode_content=False
        )
        response = self._connection.getresponse()
        try:
            told = {name.lower(): value for name, value in response.headers.items()}
            return Answered(response.status, told, _body(response))
        finally:
            response.close()

    def _hang_up(self) -> type[NoAnswerError]:
        """End the thread, too: a socket that is shut down wakes whoever reads from it.

        Returns what that means: a thread without a connection by now will send nothing any more.
        """
        self._given_up = True
        if self._socket is None:
            return NotConnectedError
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        return NoAnswerError


def _body(response: HTTPResponse) -> bytes:
    """Read to the end: only there it shows that a body was cut short."""
    body = b""
    while more := response.read(LONGEST_BODY + 1, decode_content=False):
        body += more
        if len(body) > LONGEST_BODY:
            raise NoAnswerError("too long")
    return body
