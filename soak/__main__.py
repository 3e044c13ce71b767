"""`python -m soak`: break everything that can break, for a bounded time, and count what was found.

Exit codes: 0 nothing was found, 1 something was, 2 wrong usage; 130 is for ctrl-c, as shells have it.
"""

import sys
from collections.abc import Sequence

CTRL_C = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the arguments ask for and return the exit code."""
    from soak.command_line import run  # noqa: PLC0415 - loading takes long enough for a ctrl-c

    try:
        return run(sys.argv[1:] if arguments is None else arguments)
    except KeyboardInterrupt:
        return CTRL_C


if __name__ == "__main__":
    sys.exit(main())
