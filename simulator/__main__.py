"""`python -m simulator`: the command line.

Exit codes: 0 done, 1 the conversation was not as expected, 2 wrong usage.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from simulator.amazon_pay.outcomes import OUTCOMES
from simulator.script.commands import COMMANDS
from simulator.script.expectations import EXPECTATIONS
from simulator.script.lines import BadScript, Step, read_arguments, read_script


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        if options.command == "say":
            return _say(parser, options)
    except BadScript as error:
        print(error, file=sys.stderr)
        return 2
    return _demo() if options.command == "demo" else _outcomes()


def _say(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    if bool(options.line) == bool(options.script):
        parser.error("say needs either utterances or --script FILE")
    steps: list[Step] = read_script(options.script) if options.script else read_arguments(options.line)
    # The double of the cloud takes a while to load: a bad script is told before.
    from simulator.terminal.say import say  # noqa: PLC0415

    return say(steps, as_json=options.json)


def _demo() -> int:
    from simulator.terminal.demo import play_demo  # noqa: PLC0415 - as above

    return play_demo()


def _outcomes() -> int:
    width = max(map(len, OUTCOMES)) + 2
    for outcome in OUTCOMES.values():
        print(f"{outcome.name:<{width}}{outcome.description}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m simulator",
        description="Pretend Alexa and pretend Amazon Pay around the real skill.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    say = commands.add_parser(
        "say",
        help="hold one conversation",
        description="Each LINE is what the customer says, a !command, a '> expectation' or a '# remark'.",
        epilog=_grammar(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    say.add_argument("line", nargs="*", metavar="LINE", help="one line of the conversation")
    say.add_argument("--script", type=Path, metavar="FILE", help="read the lines from a file")
    say.add_argument("--json", action="store_true", help="print one JSON object a turn, and nothing else")
    commands.add_parser("outcomes", help="list every outcome that Amazon Pay can be told to give")
    commands.add_parser("demo", help="play a first purchase and a returning customer's")
    return parser


def _grammar() -> str:
    done = [f"  {form.usage:<44}{form.meaning}" for form in COMMANDS.values()]
    expected = [f"  > {form.usage}" for form in EXPECTATIONS]
    return "\n".join(["commands:", *done, "", "expectations:", *expected])


if __name__ == "__main__":
    sys.exit(main())
