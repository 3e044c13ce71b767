"""The merchant's switch in a parameter of AWS Systems Manager, and what is known of it between two looks.

Everybody who sells looks at most once a minute, and goes by what was seen last while the store of parameters does
not answer: an outage there neither closes an open shop nor opens a closed one.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from voicetill.domain.errors import StoreUnavailableError
from voicetill.domain.sales_switch import SalesSwitch, read_switch

logger = logging.getLogger(__name__)

KEPT = timedelta(seconds=60)


class SalesParameter:
    """The parameter. `client` makes boto3's `ssm`; it is made when it is first needed."""

    def __init__(self, client: Callable[[], Any], *, name: str) -> None:
        self._make = client
        self._name = name

    def read(self) -> SalesSwitch | None:
        """Return what it stands at; None for anything that means neither. Raises StoreUnavailableError."""
        try:
            answer = self._client.get_parameter(Name=self._name)
            return read_switch(answer["Parameter"]["Value"])
        except (ClientError, BotoCoreError, KeyError, TypeError, ValueError) as error:
            raise StoreUnavailableError from error

    def write(self, switch: SalesSwitch) -> None:
        """Set it; raises StoreUnavailableError."""
        try:
            self._client.put_parameter(Name=self._name, Value=switch.value, Type="String", Overwrite=True)
        except (ClientError, BotoCoreError) as error:
            raise StoreUnavailableError from error

    @cached_property
    def _client(self) -> Any:  # noqa: ANN401 - boto3 is not typed here
        return self._make()


class KeptSwitch:
    """Whether the shop sells, as far as is known; fits the services' `Sells` port."""

    def __init__(self, read: Callable[[], SalesSwitch | None], clock: Callable[[], datetime]) -> None:
        self._read = read
        self._clock = clock
        self._known = SalesSwitch.OPEN
        self._looked: datetime | None = None

    def __call__(self) -> bool:
        """Return whether it is open, by a look that is at most a minute old."""
        now = self._clock()
        if self._looked is None or not timedelta() <= now - self._looked < KEPT:
            # Noted first: a look in vain is not repeated within the minute either, as each may take its time.
            self._looked = now
            self._known = self._seen()
        return self._known is SalesSwitch.OPEN

    def _seen(self) -> SalesSwitch:
        try:
            switch = self._read()
        except StoreUnavailableError as error:
            logger.warning("switch not read", extra={"why": type(error.__cause__).__name__, "stands": self._known})
            return self._known
        if switch is None:
            logger.error("switch not understood", extra={"stands": self._known})
            return self._known
        if switch is not self._known:
            logger.warning("switch turned", extra={"stands": switch})
        return switch
