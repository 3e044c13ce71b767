"""The commands of `python -m simulator`, their options, and what each runs.

Only what is asked for is loaded: the double of the cloud takes a while, and a bad script is told before.
"""

import argparse
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from simulator.cloud.shop import SKILL_ID
from simulator.script.lines import read_arguments, read_script
from simulator.terminal import tables
from simulator.terminal.scene import add_scene_options, scene_of

Run = Callable[[], int]
"""Does the command and returns the exit code."""

TALK = "talk"
_SAY = """\
Each LINE is what the customer says, a !command, a '> expectation' or a '# remark'. `python -m simulator commands`
lists the commands and the expectations, `python -m simulator outcomes` what Amazon Pay can be told to answer."""
_TALK = """\
Type what the customer says, !commands and > expectations; !help lists them. Where nobody types, the lines of
standard input are done as those of a script are, but the conversation goes on whatever comes of them."""
_EXAMPLES = """\
examples:
  python -m simulator
  python -m simulator say "open no nicks" "a starter kit" "yes" "> charged 9.00 USD once"
  python -m simulator say --script declined.txt --json
  python -m simulator export declined.txt -o replay.json --skill-id amzn1.ask.skill.1234
  python -m simulator.web

exit codes: 0 done, 1 the conversation was not as expected, 2 wrong usage"""


def read_command_line(arguments: Sequence[str]) -> Run:
    """What the arguments ask for; ends the program with 2 where they mean nothing."""
    if not arguments or (arguments[0].startswith("-") and arguments[0] not in ("-h", "--help")):
        arguments = [TALK, *arguments]
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.command == "say" and bool(options.line) == bool(options.script):
        parser.error("say needs either LINEs or --script FILE")
    return partial(_RUNS[options.command], options)


def _talk(options: argparse.Namespace) -> int:
    from simulator.terminal.talk import talk  # noqa: PLC0415

    return talk(scene_of(options))


def _say(options: argparse.Namespace) -> int:
    scene = scene_of(options)
    steps = read_script(options.script) if options.script else read_arguments(options.line)
    steps = [*scene.steps(), *steps]
    from simulator.terminal.say import Wishes, say  # noqa: PLC0415

    return say(steps, scene, Wishes(options.json, options.save, options.export))


def _demo(options: argparse.Namespace) -> int:
    if options.route is not None:
        from simulator.terminal.server_demo import play_server_demo  # noqa: PLC0415

        return play_server_demo(scene_of(options))
    from simulator.terminal.demo import play_demo  # noqa: PLC0415

    return play_demo()


def _import(options: argparse.Namespace) -> int:
    from simulator.terminal.replays import import_replay  # noqa: PLC0415

    return import_replay(options.file, output=options.output)


def _export(options: argparse.Namespace) -> int:
    from simulator.terminal.replays import export_script  # noqa: PLC0415

    return export_script(options.file, output=options.output, skill_id=options.skill_id, locale=options.locale)


_RUNS: dict[str, Callable[[argparse.Namespace], int]] = {
    TALK: _talk,
    "say": _say,
    "demo": _demo,
    "outcomes": lambda options: tables.print_rows(tables.outcome_rows()),
    "commands": lambda options: tables.print_rows(tables.grammar_rows()),
    "rules": lambda options: tables.print_rows(tables.rule_rows()),
    "import": _import,
    "export": _export,
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m simulator",
        description="Pretend Alexa and pretend Amazon Pay around the real skill. Without a COMMAND: talk.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    add_scene_options(commands.add_parser(TALK, help="hold a conversation here (the default)", description=_TALK))
    _add_say(commands.add_parser("say", help="play one conversation", description=_SAY))
    add_scene_options(commands.add_parser("demo", help="play a first purchase and a returning customer's"))
    commands.add_parser("outcomes", help="list every outcome that Amazon Pay can be told to give")
    commands.add_parser("commands", help="list every line that a script can have")
    commands.add_parser("rules", help="list what Alexa refuses")
    _add_files(
        commands.add_parser("import", help="make a script of a replay file of ask dialog"), what="the replay file"
    )
    exporting = commands.add_parser("export", help="make a replay file of ask dialog of a script")
    _add_files(exporting, what="the script (-: standard input)")
    exporting.add_argument(
        "--skill-id", default=SKILL_ID, metavar="ID", help="your skill's id, not the pretend one"
    )
    exporting.add_argument("--locale", help="the language, if the script does not say it")
    return parser


def _add_say(say: argparse.ArgumentParser) -> None:
    say.add_argument("line", nargs="*", metavar="LINE", help="one line of the conversation")
    say.add_argument("--script", type=Path, metavar="FILE", help="read the lines from a file (-: standard input)")
    say.add_argument("--json", action="store_true", help="print one JSON object a turn, and nothing else")
    say.add_argument("--save", type=Path, metavar="FILE", help="write the conversation as a script")
    say.add_argument("--export", type=Path, metavar="FILE", help="write what was said as a replay file")
    add_scene_options(say)


def _add_files(parser: argparse.ArgumentParser, *, what: str) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help=what)
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="where to write it, if not to standard output"
    )
