"""What the merchant's command, and the function for back offices, are told."""

from collections.abc import Mapping

from voicetill.settings.reading import read
from voicetill.settings.settling import SettlingSettings


class OpsSettings(SettlingSettings):
    """The environment of who acts for the merchant: the table, and the payment companies' settings.

    They settle charges, too, so they are told what the function that settles is told.
    """


def read_ops(environment: Mapping[str, str]) -> OpsSettings:
    """Read the settings of who acts for the merchant; raises SettingsError naming every fault."""
    return read(OpsSettings, environment)
