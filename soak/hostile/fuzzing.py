"""Lets the coverage-guided fuzzer loose on a target, in a process of its own, and reads what it tells."""

import json
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any

from soak.hostile.target import Target
from soak.hostile.trying import Tried
from soak.verdicts import Found

CORPUS = Path(__file__).parent / "corpus"
"""Bytes to begin with, a folder a target."""

_REACHED = re.compile(r"cov: (\d+) ft: (\d+)")
_UNITS = re.compile(r"stat::number_of_executed_units: +(\d+)")
_DONE = 0
_MOST_MEMORY = 3072
_OPENING = 600
"""Seconds that a target may take until it is open, while everything in it is made ready to be watched."""


def is_here() -> bool:
    """Whether there is a fuzzer on this machine."""
    return find_spec("atheris") is not None


def fuzz(target: Target, *, seed: int, seconds: float) -> Tried:
    """Fuzz a target for so long, or until something is found."""
    began = monotonic()
    with TemporaryDirectory() as folder:
        report, found = Path(folder, "report.json"), Path(folder, "corpus")
        found.mkdir()
        known = [str(CORPUS / target.name)] if (CORPUS / target.name).is_dir() else []
        command = [sys.executable, "-m", "soak.hostile.fuzzer", "--target", target.name, "--report", str(report)]
        options = [
            f"-seed={seed or 1}",
            f"-max_total_time={max(1, round(seconds))}",
            f"-rss_limit_mb={_MOST_MEMORY}",
            f"-artifact_prefix={folder}/",
            "-timeout=120",
            "-max_len=512",
            "-len_control=0",
            "-print_final_stats=1",
        ]
        ran = _run([*command, *options, str(found), *known], seconds)
        return _read(target, ran, _told(report), monotonic() - began)


def _run(command: list[str], seconds: float) -> tuple[int, str]:
    try:
        ran = subprocess.run(command, capture_output=True, timeout=seconds + _OPENING, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as late:
        return -1, (late.stderr or b"").decode("utf-8", "replace")
    return ran.returncode, ran.stderr.decode("utf-8", "replace")


def _told(report: Path) -> dict[str, Any]:
    if not report.exists():
        return {"inputs": 0, "slowest": 0.0, "found": None}
    told: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return told


def _read(target: Target, ran: tuple[int, str], told: dict[str, Any], seconds: float) -> Tried:
    code, output = ran
    reached, units = _REACHED.findall(output), _UNITS.search(output)
    found = Found(**told["found"]) if told["found"] else None
    if found is None and code != _DONE:
        end = "\n".join(output.splitlines()[-15:])
        found = Found(f"{target.name}", [f"the fuzzer ended with code {code}, and named no input"], end)
    return Tried(
        max(int(units[1]) if units else 0, told["inputs"]),
        found,
        told["slowest"],
        0.0,
        seconds,
        f"{reached[-1][0]} edges, {reached[-1][1]} features" if reached else "",
    )
