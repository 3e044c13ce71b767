"""`python -m simulator`: the command line.

Exit codes: 0 done, 1 the conversation was not as expected, 2 wrong usage. As shells have it, 130 is for ctrl-c,
and 141 for a reader of the output that went away.
"""

import io
import os
import sys
from collections.abc import Sequence

CTRL_C, READER_GONE, MISUSED = 130, 141, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that cannot show a character shows its number; it is no reason to fail.
            stream.reconfigure(errors="backslashreplace")
    try:
        code = _run(sys.argv[1:] if arguments is None else arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return CTRL_C
    except BrokenPipeError:
        # What is still held back for the reader must not fail again when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return READER_GONE
    return code


def _run(arguments: Sequence[str]) -> int:
    """Load what is needed, which takes long enough for a ctrl-c, and do it."""
    from simulator.cloud.template import TemplateNotUnderstood  # noqa: PLC0415
    from simulator.language.interaction_model import BrokenModel  # noqa: PLC0415
    from simulator.language.usual_phrases import UnknownLanguage  # noqa: PLC0415
    from simulator.script.lines import BadScript  # noqa: PLC0415
    from simulator.terminal.command_line import read_command_line  # noqa: PLC0415
    from simulator.terminal.files import CannotWrite  # noqa: PLC0415

    run = read_command_line(arguments)
    try:
        return run()
    except (BadScript, BrokenModel, CannotWrite, TemplateNotUnderstood, UnknownLanguage) as error:
        print(error, file=sys.stderr)
        return MISUSED


if __name__ == "__main__":
    sys.exit(main())
