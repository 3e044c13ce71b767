"""The page on loopback, with the cloud behind it, as long as a block lasts."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random

from simulator.cloud.double import Cloud
from simulator.loopback import LoopbackServer
from simulator.stage.clock import Clock
from simulator.web.application import create_app
from simulator.web.visits import Visits


@contextmanager
def serving(
    port: int = 0, *, clock: Callable[[], Clock] = Clock, random: Callable[[], Random] = Random
) -> Iterator[str]:
    """Serve, and give the address. Each visit gets a clock and a chance of its own."""
    with Cloud() as cloud:
        visits = Visits(cloud, clock=clock, random=random)
        visits.log_book.open()
        try:
            with LoopbackServer(create_app(visits), port=port) as server:
                yield server.endpoint
        finally:
            visits.close()
            visits.log_book.close()
