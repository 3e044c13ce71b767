"""Opens the merchant's switch, for every door that begins to charge; it is looked at when it is first needed."""

from typing import Any

import boto3
from botocore.config import Config

from voicetill.services.ports import Clock, Sells, always
from voicetill.stores.sales_switch import KeptSwitch, SalesParameter

# A customer waits meanwhile, and what was known before will do.
_AT_ONCE = Config(connect_timeout=0.5, read_timeout=0.7, retries={"mode": "standard", "total_max_attempts": 1})


def open_switch(
    name: str | None,
    region: str | None,
    clock: Clock,
    *,
    client: Any = None,  # noqa: ANN401 - boto3 is not typed here
) -> Sells:
    """Return what tells whether the shop sells; without a name it always does. `client` is boto3's `ssm`."""
    return always if name is None else KeptSwitch(open_parameter(name, region, client=client).read, clock)


def open_parameter(
    name: str,
    region: str | None,
    *,
    client: Any = None,  # noqa: ANN401 - boto3 is not typed here
    config: Config = _AT_ONCE,
) -> SalesParameter:
    """Return the parameter of a name; the region of the environment goes before the one given."""

    def made() -> Any:  # noqa: ANN401
        session = boto3.session.Session()
        return session.client("ssm", region_name=session.region_name or region or "us-east-1", config=config)

    return SalesParameter(made if client is None else lambda: client, name=name)
