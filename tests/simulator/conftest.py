"""What tests of several rooms share."""

from collections.abc import Iterator

import pytest

from simulator.cloud.double import Cloud


@pytest.fixture(scope="module")
def cloud() -> Iterator[Cloud]:
    """A double on loopback, for all tests of a file: each stage in it has tables of its own."""
    with Cloud() as cloud:
        yield cloud
