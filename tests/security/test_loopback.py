"""Whatever pretends, listens on this machine only."""

import re

from simulator import loopback
from simulator.loopback import LoopbackServer
from simulator.web import __main__ as page
from tests.tools import ROOT

_BINDING = re.compile(
    r"(?:make_server|run_simple|bind|app\.run|ThreadedMotoServer|HTTPServer)\(\s*\(?([^,()]*)", re.MULTILINE
)


def test_pretend_services_listen_on_this_machine_only() -> None:
    """Every place that binds, binds to one of two names, and both are 127.0.0.1."""
    texts = [file.read_text(encoding="utf-8") for file in (ROOT / "simulator").rglob("*.py")]
    bound = {address.strip() for text in texts for address in _BINDING.findall(text)}

    with LoopbackServer(lambda environ, start: []) as server:
        endpoint = server.endpoint

    assert endpoint.startswith("http://127.0.0.1:")
    assert bound == {"LOOPBACK", "_LOOPBACK"}
    assert (loopback.LOOPBACK, page._LOOPBACK) == ("127.0.0.1", "127.0.0.1")
