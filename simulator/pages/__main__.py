"""`python -m simulator.pages`: opens the pages of account linking on this machine.

Exit codes: 0 closed by ctrl-c, 1 the pages cannot be served here, 2 wrong usage.
"""

import argparse
import sys
from collections.abc import Sequence
from threading import Event


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve the pages until ctrl-c."""
    parser = argparse.ArgumentParser(
        prog="python -m simulator.pages",
        description="Pretend Alexa and pretend PPRO around the real pages of account linking, on this machine.",
    )
    parser.add_argument("--port", type=int, default=0, metavar="N", help="listen here (else any free port)")
    parser.add_argument("--language", default="", metavar="TAG", help="what the customer's app speaks, like de-DE")
    options = parser.parse_args(arguments)
    # The double of the cloud takes a while to load: wrong usage is told before.
    from simulator.pages.serving import serving  # noqa: PLC0415

    try:
        with serving(options.port) as street:
            street.app.language = options.language
            print(f"The pages are open at {street.pages}", flush=True)
            print(f"Begin in the pretend Alexa app: {street.app.own} (ctrl-c closes it all)", flush=True)
            Event().wait()
    except OSError as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nClosed.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
