"""Servers on loopback that answer as no good server would: byte by byte, without end, or not at all."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

Manners = Callable[[socket.socket, Event], None]
"""What a server does with one connection; the event says that the test is over."""


@contextmanager
def a_server(manners: Manners) -> Iterator[str]:
    """Where a server of these manners listens, until the block ends."""
    over = Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.05)
        thread = Thread(target=_serve, args=(listening, manners, over), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            over.set()
            thread.join()


def _serve(listening: socket.socket, manners: Manners, over: Event) -> None:
    while not over.is_set():
        try:
            connection, _ = listening.accept()
        except TimeoutError:
            continue
        with connection:
            try:
                manners(connection, over)
            except OSError:
                continue  # the other side hung up, as it should


def answering(head: str, body: bytes = b"") -> Manners:
    """Answer with this head and body, and close."""

    def answer(connection: socket.socket, over: Event) -> None:
        connection.recv(65536)
        connection.sendall(head.replace("\n", "\r\n").encode() + b"\r\n\r\n" + body)

    return answer


def dribbling(first: bytes, again: bytes, *, pause: float = 0.02) -> Manners:
    """Begin the answer, and go on for ever with a little at a time."""

    def dribble(connection: socket.socket, over: Event) -> None:
        connection.recv(65536)
        connection.sendall(first)
        while not over.is_set():
            connection.sendall(again)
            time.sleep(pause)

    return dribble


def silent(connection: socket.socket, over: Event) -> None:
    """Take the connection, and say nothing."""
    over.wait()
