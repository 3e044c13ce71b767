"""One HTTP call that is over when its time is, whatever the other side does.

A socket's timeout bounds each single read, so a server that sends a byte a second is never late by it; and a name
that does not resolve has no socket yet. So the call runs in a thread of its own, and whoever waits for it waits
just so long, and hangs up.
"""

import socket
import ssl
from collections.abc import Mapping
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


class Fetch(Protocol):
    """Asks for what is at an address."""

    def __call__(self, url: str, headers: Mapping[str, str], *, within: float) -> Reply:
        """Return what was answered, be it an error, within so many seconds. Raises OSError."""


class WebFetch:
    """The real one: one try, no redirect followed, in the clear on loopback only, and bodies up to a limit."""

    def __call__(self, url: str, headers: Mapping[str, str], *, within: float) -> Reply:
        """Return what was answered; raises NoAnswerError."""
        call = _Call(self._connection(urlsplit(url), within))
        return call.made(urlsplit(url), headers, within=within)

    def _connection(self, url: SplitResult, within: float) -> HTTPConnection:
        host = url.hostname or ""
        if url.scheme == "https":
            return HTTPSConnection(host, url.port, timeout=within, ssl_context=self._trust)
        if url.scheme == "http" and host in LOOPBACK:
            return HTTPConnection(host, url.port, timeout=within)
        raise NoAnswerError("neither https nor on this machine")

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        """Whose certificates are believed. Reading them takes a while: a launch that asks nobody must not pay."""
        return ssl.create_default_context()


class _Call:
    """One call under way in its own thread."""

    def __init__(self, connection: HTTPConnection) -> None:
        self._connection = connection
        self._outcome: SimpleQueue[Reply | Exception] = SimpleQueue()
        self._socket: socket.socket | None = None
        self._given_up = False

    def made(self, url: SplitResult, headers: Mapping[str, str], *, within: float) -> Reply:
        Thread(target=self._run, args=(url, headers), daemon=True).start()
        try:
            outcome = self._outcome.get(timeout=within)
        except Empty:
            self._hang_up()
            raise NoAnswerError("no answer in time") from None
        if isinstance(outcome, NoAnswerError):
            raise outcome
        if isinstance(outcome, Exception):
            # Its text may hold what we sent; its kind does not.
            raise NoAnswerError(type(outcome).__name__) from None
        return outcome

    def _run(self, url: SplitResult, headers: Mapping[str, str]) -> None:
        try:
            self._outcome.put(self._ask(f"{url.path}?{url.query}", headers))
        except Exception as trouble:
            # Whatever it is, it belongs to who waits: in this thread nobody would hear of it.
            self._outcome.put(trouble)
        finally:
            self._connection.close()

    def _ask(self, target: str, headers: Mapping[str, str]) -> Reply:
        self._connection.connect()
        # The connection forgets its socket once the headers are there; hanging up needs it to the end.
        self._socket = self._connection.sock
        if self._given_up:
            raise NoAnswerError("connected too late")
        closing = {**headers, "Connection": "close", "Accept-Encoding": "identity"}
        self._connection.request("GET", target, headers=closing, preload_content=False, decode_content=False)
        response = self._connection.getresponse()
        try:
            return response.status, _body(response)
        finally:
            response.close()

    def _hang_up(self) -> None:
        """End the thread, too: a socket that is shut down wakes whoever reads from it."""
        self._given_up = True
        if self._socket is not None:
            try:
                self._socket.shutdown(socket.SHUT_RDWR)
            except OSError:
                return


def _body(response: HTTPResponse) -> bytes:
    """Read to the end: only there it shows that a body was cut short."""
    body = b""
    while more := response.read(LONGEST_BODY + 1, decode_content=False):
        body += more
        if len(body) > LONGEST_BODY:
            raise NoAnswerError("too long")
    return body
