"""What the quality gate found, in words for a terminal and as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from questions.commands.options import table
from questions.commands.reports import counted

if TYPE_CHECKING:
    from questions.quality.gate import Report
    from questions.quality.trial import Finding

SHOWN = 3  # examples of findings of one kind; --json has them all
HEADING = (
    "family",
    "variants",
    "distinct",
    "answers",
    "steps",
    "mistakes",
    "in vain",
    "digits",
    "ms",
    "findings",
)


def in_words(reports: Sequence[Report], seed: int) -> Iterator[str]:
    """The report, line by line: a table of the families, each finding, what is excused, a last line that sums up."""
    yield table([_row(report) for report in reports], HEADING)
    if len(reports) == 1:
        yield from _details(reports[0])
    for report in reports:
        yield from _findings(report)
    excuses = [(report, excuse) for report in reports for excuse in report.excuses]
    if excuses:
        yield ""
        yield "Meant by their families:"
    for report, excuse in excuses:
        row = excuse.exemption
        where = "".join(f", {what} {name}" for what, name in (("case", row.case), ("part", row.part)) if name)
        yield f"  {report.slug}{where}: {row.criterion} ({excuse.count} times). {row.reason}"
    yield ""
    yield _sum(reports, seed)


def _row(report: Report) -> tuple[str, ...]:
    """A family in one line; digits are the least, middle and greatest number that a student reads and writes."""
    efforts = [case.effort for case in report.cases] or [(0, 0, 0)]
    middle = sorted(effort[1] for effort in efforts)[len(efforts) // 2]
    digits = f"{min(e[0] for e in efforts)}-{middle}-{max(e[2] for e in efforts)}"
    counts = (report.variants, report.distinct, report.answers, report.steps, report.rejected)
    vain, found = sum(report.refused.values()), len(report.findings)
    return (
        report.slug,
        *map(str, counts),
        str(vain),
        digits,
        f"{report.seconds * 1000:.0f}",
        str(found or "none"),
    )


def _details(report: Report) -> Iterator[str]:
    """Of one family: its cases, the places of its right options, its mistakes."""
    yield ""
    rows = [
        (c.case, str(c.variants), str(c.distinct), str(c.refused), "-".join(map(str, c.effort)))
        for c in report.cases
    ]
    yield table(rows, ("case", "variants", "distinct", "in vain", "digits"))
    for key in report.keys:
        yield f"part {key.part}: right by position " + ", ".join(map(str, key.positions))
    if report.mistakes:
        yield ""
        mistakes = [(m.part, str(m.offered), str(m.equal), m.name) for m in report.mistakes]
        yield table(mistakes, ("part", "rejected", "right", "mistake"))


def _findings(report: Report) -> Iterator[str]:
    """The findings of one family by kind, with examples that `show` makes again."""
    kinds: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in report.findings:
        kinds.setdefault((finding.standard, finding.place.case, finding.part), []).append(finding)
    for (standard, case, part), found in kinds.items():
        yield ""
        where = f", part {part}" if part else ""
        yield f"{report.slug}, case {case}{where}: {standard} ({counted(len(found), 'finding')})"
        for finding in found[:SHOWN]:
            yield f"  {finding.said}"
            yield f"    {finding.place.call}"


def _sum(reports: Sequence[Report], seed: int) -> str:
    found = sum(len(report.findings) for report in reports)
    return (
        f"{counted(len(reports), 'family').replace('familys', 'families')}, seed {seed}: "
        f"{sum(r.variants for r in reports)} variants, {sum(r.answers for r in reports)} answers executed, "
        f"{sum(r.rejected for r in reports)} mistakes rejected: {counted(found, 'finding') if found else 'no finding'}"
    )


def as_data(reports: Sequence[Report], seed: int, variants: int) -> dict[str, Any]:
    """The whole report as plain data; no times, so that the same call gives the same bytes."""
    return {
        "seed": seed,
        "variants": variants,
        "findings": sum(len(report.findings) for report in reports),
        "families": [_data(report) for report in reports],
    }


def _data(report: Report) -> dict[str, Any]:
    plain = ("slug", "topic", "variants", "distinct", "answers", "steps", "rejected", "refused")
    return {
        **{name: getattr(report, name) for name in plain},
        "cases": [
            {
                "case": case.case,
                "variants": case.variants,
                "distinct": case.distinct,
                "refused": case.refused,
                "digits": dict(zip(("least", "median", "greatest"), case.effort, strict=True)),
            }
            for case in report.cases
        ],
        "keys": [{"part": key.part, "right_by_position": list(key.positions)} for key in report.keys],
        "mistakes": [
            {"part": row.part, "name": row.name, "rejected": row.offered, "right_by_chance": row.equal}
            for row in report.mistakes
        ],
        "excused": [
            {
                "standard": excuse.exemption.criterion,
                "case": excuse.exemption.case or None,
                "part": excuse.exemption.part or None,
                "reason": excuse.exemption.reason,
                "count": excuse.count,
            }
            for excuse in report.excuses
        ],
        "findings": [
            {
                "standard": finding.standard,
                "case": finding.place.case,
                "seed": finding.place.seed,
                "copy": finding.place.copy,
                "part": finding.part or None,
                "found": finding.said,
                "show": finding.place.call,
            }
            for finding in report.findings
        ],
    }
