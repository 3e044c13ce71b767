"""`python -m simulator`: the command line.

Exit codes: 0 done, 1 the conversation was not as expected, 2 wrong usage. As shells have it, 130 is for ctrl-c,
and 141 for a reader of the output that went away.
"""

import io
import os
import sys
from collections.abc import Sequence

from simulator.script.lines import BadScript
from simulator.terminal.command_line import read_command_line
from simulator.terminal.files import CannotWrite

CTRL_C, READER_GONE, MISUSED = 130, 141, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that cannot show a character shows its number; it is no reason to fail.
            stream.reconfigure(errors="backslashreplace")
    run = read_command_line(sys.argv[1:] if arguments is None else arguments)
    try:
        code = run()
        sys.stdout.flush()
    except (BadScript, CannotWrite) as error:
        print(error, file=sys.stderr)
        return MISUSED
    except KeyboardInterrupt:
        return CTRL_C
    except BrokenPipeError:
        # What is still held back for the reader must not fail again when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return READER_GONE
    return code


if __name__ == "__main__":
    sys.exit(main())
