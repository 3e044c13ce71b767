"""A deployment: tables of its own, and the environment that a function finds them by."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass

from simulator.cloud.answering import Answering, found_by_new_clients

_NOT_OURS = ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_DYNAMODB")
"""Variables of a developer's own that would lead a function to a real account, or to another double."""

BUYER_API = "BUYER_API_ENDPOINT"
"""The variable that leads a function to another buyer API than Amazon's."""

NOBODY = "http://127.0.0.1:9"
"""Where a function outside of any room is led: to a port of this machine at which nobody answers."""


@dataclass(frozen=True)
class Deployment:
    """Fresh tables by their logical ids, and the variables that a function is started with.

    `inside` is the database that clients of this process meet without a network; None where one listens.
    """

    tables: Mapping[str, str]
    environment: Mapping[str, str]
    inside: Answering | None = None

    @contextmanager
    def entered(self, **led: str) -> Iterator[None]:
        """Make this process the function's until the block ends; what is started inside finds the double only.

        `led` are variables that lead it to other pretend services.
        """
        before = dict(os.environ)
        for name in _NOT_OURS:
            os.environ.pop(name, None)
        os.environ.update({BUYER_API: NOBODY, **led, **self.environment})
        try:
            with found_by_new_clients(self.inside) if self.inside else nullcontext():
                yield
        finally:
            os.environ.clear()
            os.environ.update(before)
