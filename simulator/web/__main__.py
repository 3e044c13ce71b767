"""`python -m simulator.web`: opens the rehearsal room as a page on this machine.

Exit codes: 0 closed by ctrl-c, 1 the page cannot be served here, 2 wrong usage.
"""

import argparse
import os
import socket
import sys
import webbrowser
from collections.abc import Sequence
from contextlib import closing
from threading import Event

from simulator.cloud.template import TemplateNotUnderstood
from simulator.web.guard import NotHere, demand_own_machine

FIRST_PORT = 8137
MOST_TRIED = 20
"""How many ports are tried when none was asked for."""

_LOOPBACK = "127.0.0.1"


class PortTaken(Exception):  # noqa: N818 - reads as a plain fact
    """Raised when the page cannot listen where it was told to."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve the page until ctrl-c."""
    options = _parser().parse_args(arguments)
    try:
        demand_own_machine(os.environ)
        port = _asked_port(options.port) if options.port else _free_port()
        _serve(port, opens=not options.no_open)
    except (NotHere, PortTaken, TemplateNotUnderstood, OSError) as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nClosed.")
    return 0


def _serve(port: int, *, opens: bool) -> None:
    print("Opening the rehearsal room ...", flush=True)
    # The double of the cloud takes a while to load: wrong usage is told before.
    from simulator.web.serving import serving  # noqa: PLC0415

    with serving(port) as endpoint:
        print(f"The rehearsal room is open at {endpoint} (ctrl-c closes it)", flush=True)
        if opens and _has_desktop():
            webbrowser.open(endpoint)
        Event().wait()


def _asked_port(port: int) -> int:
    if not _is_free(port):
        raise PortTaken(
            f"Port {port} is taken: choose another with --port, or leave it out and any free one will do."
        )
    return port


def _free_port() -> int:
    for port in range(FIRST_PORT, FIRST_PORT + MOST_TRIED):
        if _is_free(port):
            if port != FIRST_PORT:
                print(f"Port {FIRST_PORT} is taken, so it is {port} this time.")
            return port
    last = FIRST_PORT + MOST_TRIED - 1
    raise PortTaken(f"Ports {FIRST_PORT} to {last} are all taken: choose one with --port.")


def _is_free(port: int) -> bool:
    with closing(socket.socket()) as probe:
        # As the server does it: a port whose last connections are still fading is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_LOOPBACK, port))
        except OSError:
            return False
    return True


def _has_desktop() -> bool:
    """Whether there is a screen to open a browser on; without one, a browser of text would take the terminal."""
    return sys.platform in ("darwin", "win32") or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
    )


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"a port is a number from 1 to 65535, not {text!r}")
    return int(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m simulator.web",
        description="Pretend Alexa and pretend Amazon Pay around the real skill, on a page of this machine.",
    )
    parser.add_argument(
        "--port", type=_port, metavar="N", help=f"listen here (else {FIRST_PORT}, or the next free one)"
    )
    parser.add_argument("--no-open", action="store_true", help="print the address and open no browser")
    return parser


if __name__ == "__main__":
    sys.exit(main())
