"""Remembers what was tried, a line each, so that a run that was stopped goes on where it was."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from scripts.mutation.making import Mutant
from scripts.mutation.rooms import ROOT
from scripts.mutation.trying import Outcome, Verdict

FOLDER = ROOT / "mutants"


@dataclass(slots=True)
class Records:
    """The verdicts of a room, by the mutants' keys. A later line wins."""

    file: Path
    verdicts: dict[str, Verdict]

    @classmethod
    def of(cls, room: str, folder: Path = FOLDER) -> "Records":
        """Read what is there."""
        file = folder / f"{room}.jsonl"
        verdicts = {}
        if file.exists():
            for line in file.read_text(encoding="utf-8").splitlines():
                row = json.loads(line)
                verdicts[row["key"]] = Verdict(Outcome(row["outcome"]), row["by"], row["seconds"])
        return cls(file, verdicts)

    def add(self, mutant: Mutant, verdict: Verdict) -> None:
        """Write a verdict down at once."""
        self.verdicts[mutant.key] = verdict
        self.file.parent.mkdir(exist_ok=True)
        row = {"key": mutant.key, "where": mutant.where, "change": mutant.change}
        told = {"outcome": verdict.outcome.value, "by": verdict.by, "seconds": round(verdict.seconds, 3)}
        with self.file.open("a", encoding="utf-8") as out:
            out.write(json.dumps(row | told) + "\n")

    def of_mutants(self, mutants: Iterable[Mutant]) -> dict[Mutant, Verdict | None]:
        """Return each mutant's verdict; None: not tried yet."""
        return {mutant: self.verdicts.get(mutant.key) for mutant in mutants}
