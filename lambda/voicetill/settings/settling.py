"""What the function that settles is told."""

from collections.abc import Mapping

from voicetill.settings.reading import read
from voicetill.settings.renewals import RenewalWorkerSettings


class SettlingSettings(RenewalWorkerSettings):
    """The environment of the function that finds out what became of unanswered requests for money.

    What it learns of a renewal goes on by the same rules as where it is charged, so it is told the same.
    """


def read_settling(environment: Mapping[str, str]) -> SettlingSettings:
    """Read the settings of who settles; raises SettingsError naming every fault."""
    return read(SettlingSettings, environment)
