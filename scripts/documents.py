"""JSON documents as they come from a file, before anybody has checked them.

The checks read files that may be wrong in any way. A wrong *shape* is found by Amazon's schema; the other
checks read past it with these functions instead of failing on it.
"""

from collections.abc import Iterator
from typing import Any

JsonObject = dict[str, Any]


def member(document: object, *path: str) -> object:
    """Return what stands at `path`, or None if something on the way is missing or no object."""
    found = document
    for key in path:
        found = found.get(key) if isinstance(found, dict) else None
    return found


def entries(document: object, *path: str) -> Iterator[JsonObject]:
    """Give the objects of the list at `path`, passing over everything else."""
    found = member(document, *path)
    yield from (entry for entry in found if isinstance(entry, dict)) if isinstance(found, list) else ()


def texts(document: object, *path: str) -> list[str]:
    """Return the texts of the list at `path`, passing over everything else."""
    found = member(document, *path)
    return [text for text in found if isinstance(text, str)] if isinstance(found, list) else []


def text(document: object, *path: str) -> str:
    """Return the text at `path`, or an empty one."""
    found = member(document, *path)
    return found if isinstance(found, str) else ""
