"""Check what a certification reviewer checks.

Reads the skill package, the shop's files and the release's deployment, and talks to the skill in every published
locale. Each rule names the vendor's page that asks for it, each finding its place and how to mend it. Exit code: 0
everything passes, 1 there are findings, 2 wrong usage.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from scripts.certification.certifying import Studio, certify
from scripts.certification.report import as_json, told
from scripts.certification.submission import read_submission
from scripts.skill_package import ROOT


def main(arguments: Sequence[str] | None = None, *, root: Path = ROOT) -> int:
    """Run the command and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m scripts.certify", description=__doc__)
    parser.add_argument(
        "--submit", action="store_true", help="take what may wait until the submission for a finding"
    )
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    wanted = parser.parse_args(arguments)
    submission = read_submission(root)
    with Studio() as studio:
        verdicts = certify(submission, studio)
    write = as_json if wanted.json else told
    print(write(verdicts, submission.locales, submit=wanted.submit))
    return int(any(verdict.findings(submit=wanted.submit) for verdict in verdicts))


if __name__ == "__main__":
    sys.exit(main())
