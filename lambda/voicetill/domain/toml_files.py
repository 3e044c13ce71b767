"""The shop's files as anybody may write them: whatever cannot be read is a fault that names its file."""

import tomllib
from typing import Any

from voicetill.domain.errors import FaultyDataError

# Some faults quote what they found.
_LONGEST_FAULT = 300


def read_toml(content: str | bytes, file: str) -> dict[str, Any]:
    """Read a file of TOML, as text or as it is stored; raises FaultyDataError.

    The parser itself raises more than its own error: it does not bound how deep a file is, and Python does not
    read numbers of more than 4300 digits.
    """
    try:
        stored = content if isinstance(content, bytes) else content.encode("utf-8", "surrogateescape")
        return tomllib.loads(stored.decode("utf-8"))
    except UnicodeError as error:
        raise FaultyDataError([f"{file}: is not UTF-8{_place(error)}"]) from error
    except RecursionError as error:
        raise FaultyDataError([f"{file}: is not TOML: it is nested too deeply"]) from error
    except ValueError as error:
        raise FaultyDataError([f"{file}: is not TOML: {str(error)[:_LONGEST_FAULT]}"]) from error


def _place(error: UnicodeError) -> str:
    return f": byte {error.start + 1} is none of a text" if isinstance(error, UnicodeDecodeError) else ""
