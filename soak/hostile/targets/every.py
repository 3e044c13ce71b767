"""Every target, by its name."""

from collections.abc import Mapping

from soak.hostile.target import Target
from soak.hostile.targets.answers import ANSWERS
from soak.hostile.targets.command import COMMAND
from soak.hostile.targets.doors import CLOCKS, DESK
from soak.hostile.targets.environment import SETTINGS
from soak.hostile.targets.files import FILES
from soak.hostile.targets.pages import PAGES
from soak.hostile.targets.records import RECORDS
from soak.hostile.targets.rehearsal import REHEARSAL
from soak.hostile.targets.skill import SKILL, SKILL_ON_SERVER
from soak.options import UnknownName

_ALL = (
    SKILL,
    SKILL_ON_SERVER,
    PAGES,
    CLOCKS,
    DESK,
    COMMAND,
    ANSWERS,
    RECORDS,
    FILES,
    SETTINGS,
    REHEARSAL,
)
TARGETS: Mapping[str, Target] = {target.name: target for target in _ALL}
"""Whatever anybody can send anything to."""


def target_of(name: str) -> Target:
    """Return a target; raises UnknownName."""
    if name not in TARGETS:
        raise UnknownName(f"nothing is called {name!r}; there are {', '.join(TARGETS)}")
    return TARGETS[name]
