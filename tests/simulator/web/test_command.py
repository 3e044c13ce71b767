"""`python -m simulator.web`: its port, its end, and where it never runs."""

import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from simulator.loopback import LOOPBACK
from simulator.web import __main__ as command

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("name", ["AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_RUNTIME_API"])
def test_the_page_never_runs_in_lambda(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    monkeypatch.setenv(name, "anything")

    assert command.main(["--no-open"]) == 1
    assert name in capsys.readouterr().err


def test_a_port_that_is_taken_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server((LOOPBACK, 0)) as taken:
        port = taken.getsockname()[1]

        assert command.main(["--no-open", "--port", str(port)]) == 1

    assert f"Port {port} is taken: choose another with --port" in capsys.readouterr().err


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http"])
def test_what_is_no_port_is_wrong_usage(port: str) -> None:
    with pytest.raises(SystemExit) as left:
        command.main(["--port", port])

    assert left.value.code == 2


def _hear_ctrl_c() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_the_command_prints_its_address_serves_and_ends_with_ctrl_c() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "simulator.web", "--no-open"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A test run that a shell started in the background ignores Ctrl-C, and so would the server, for ever.
        preexec_fn=_hear_ctrl_c,  # noqa: PLW1509 - no thread runs beside it yet
    ) as server:
        assert server.stdout is not None
        address = next(
            found[0] for line in server.stdout if (found := re.search(r"http://127\.0\.0\.1:\d+", line))
        )
        with socket.create_connection((LOOPBACK, int(address.rpartition(":")[2]))) as asking:
            asking.sendall(b"GET / HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
            assert b"303" in asking.recv(100)

        server.send_signal(signal.SIGINT)
        said, complained = server.communicate(timeout=30)

    assert server.returncode == 0
    assert "Closed." in said
    assert complained == ""
