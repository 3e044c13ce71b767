"""How the verdicts are told: for people, and as JSON for programs."""

import json
from collections.abc import Iterator, Sequence

from scripts.certification.rules import Remark, Verdict, Weight


def told(verdicts: Sequence[Verdict], locales: Sequence[str], *, submit: bool) -> str:
    """Return the report for people."""
    findings = sum(len(verdict.findings(submit=submit)) for verdict in verdicts)
    passed = sum(not verdict.findings(submit=submit) for verdict in verdicts)
    return "\n".join(
        [
            *(line for verdict in verdicts for line in _lines(verdict, submit=submit)),
            *_to_do(verdicts, submit=submit),
            "",
            f"{passed} of {len(verdicts)} rules passed in {', '.join(locales) or 'no locale'}; "
            f"{findings} finding{'' if findings == 1 else 's'}.",
        ]
    )


def _lines(verdict: Verdict, *, submit: bool) -> Iterator[str]:
    findings = verdict.findings(submit=submit)
    yield f"{'FAILED' if findings else 'passed'}  {verdict.rule.name}: {verdict.rule.asks}"
    yield f"        ({verdict.rule.source})"
    yield from (f"        - {line}" for line in _gathered(findings))


def _to_do(verdicts: Sequence[Verdict], *, submit: bool) -> Iterator[str]:
    for weight, heading in (
        (Weight.BEFORE_SUBMISSION, "Still to do before submission (findings with --submit):"),
        (Weight.BY_HAND, "Not to be seen in any file:"),
    ):
        lines = [
            f"        - {verdict.rule.name}: {line}"
            for verdict in verdicts
            for line in _gathered([one for one in verdict.still_to_do(submit=submit) if one.weight is weight])
        ]
        if lines:
            yield from ("", heading, *lines)


def _gathered(remarks: Sequence[Remark]) -> Iterator[str]:
    """Tell once what is to be mended alike in several places."""
    places: dict[tuple[str, str], list[str]] = {}
    for remark in remarks:
        file, colon, place = remark.place.rpartition(": ")
        places.setdefault((file + colon, remark.mend), []).append(place)
    for (file, mend), there in places.items():
        yield f"{file}{', '.join(there)}: {mend}"


def as_json(verdicts: Sequence[Verdict], locales: Sequence[str], *, submit: bool) -> str:
    """Return the report for programs."""
    rules = [
        {
            "name": verdict.rule.name,
            "asks": verdict.rule.asks,
            "source": verdict.rule.source,
            "passed": not verdict.findings(submit=submit),
            "findings": [_plain(remark) for remark in verdict.findings(submit=submit)],
            "still_to_do": [_plain(remark) for remark in verdict.still_to_do(submit=submit)],
        }
        for verdict in verdicts
    ]
    report = {"passed": all(rule["passed"] for rule in rules), "locales": list(locales), "rules": rules}
    return json.dumps(report, ensure_ascii=False, indent=2)


def _plain(remark: Remark) -> dict[str, str]:
    return {"place": remark.place, "mend": remark.mend, "weight": remark.weight.value}
