"""Write docs/matrix.md: every rule of the matrix lint, from the one place where they are declared."""

from __future__ import annotations

import sys
from pathlib import Path

from drystone.program.model import PROFILES
from drystone.responsibility.matrices.profiles import shipped
from drystone.responsibility.matrices.rules.catalogue import RULES
from drystone.responsibility.matrices.rules.rule import Example, Rule

ROOT = Path(__file__).parent.parent
HEAD = """# The matrix: lint, import, export

Written by `python -m tools.matrix_rules` from `src/drystone/responsibility/matrices/rules`; a test holds the
two together.

## `drystone matrix lint FILE`

Needs no program and no server. `FILE` is an Excel workbook (`.xlsx`), CSV or TSV of any delimiter and encoding,
a Markdown file, a Word document (`.docx`), a web page, one of our activity files, or a program folder. The grid
may stand anywhere, with merged and several header rows, legends around it, roles across or down, letters as
columns, or one line a letter. Cells may hold several letters (`A/R`), RASCI, RAPID, DACI and other families are
known, and a legend in the file says what other letters mean. Look-alike letters of other alphabets are
understood and pointed out. What is struck through does not hold.

A file that is malformed, encrypted, carries macros, takes values from other files, or unpacks to far more than
it seems is refused in words (exit 2). No formula, macro, link or entity is ever evaluated; where a formula
stands, the value saved with it is read and noted.

`--format table|json|sarif|html`, `--out FILE`, `--rules FILE`, `--as-of DATE`. Exit 1 when a rule fires that is
an error.

```json
{"findings": [{"rule": "no-accountable", "severity": "error", "place": "RACI!B7", "activity": "Patch laptops",
               "role": "", "text": "…", "source": "…"}],
 "matrix": {"file": "…", "kind": "xlsx", "as_of": "…Z", "grids": [], "excused": []}}
```

### Tuning and excusing

A file `.drystone-lint.yaml` beside the matrix, or the one that `--rules` names:

```yaml
rules:
  several-accountable: {severity: warning, most: 2}   # error, warning, info or off; the rule's own numbers
  no-legend: off
excuses:                                              # patterns as in file names
  - {rule: no-responsible, activity: "Review*", reason: The agency does it, until: 2027-01-31}
  - {rule: profile-row, role: dora/provider-policy, reason: We have no such provider}
positions: [Grant Thornton]                           # columns that look like people and are positions
profiles: [nis2]                                      # nis2, dora, pci-dss, iso-27001, cis-v8
small_team: true                                      # what makes up for duties that few cannot part is listed
implementation_group: 2                               # of the CIS Controls; 1 unless told
kinds: {governing-body: [Owners]}                     # what stands for whom, where names do not say it
```

Excused findings stay in every report, with their reason.

## `drystone matrix import FILE`

Brings a matrix into the program as proposals. Columns find their roles by id, relation or name ("CISO" and
"Chief Information Security Officer" are one); roles that are missing are proposed in `roles.yaml`. Where an
activity is there already, its letters are changed in place, comments stay, and it is only suggested again. New
rows go to `activities/imported-….yaml`, suggested. A row that the program cannot hold (no A, several, nobody
who does it, a column that may be a person) is written there as a comment, and told. `--dry-run` says what would
happen. A program that would not load afterwards is refused, and nothing is written.

## `drystone matrix export [FILE]`

CSV, Markdown, HTML and XLSX read back without loss: columns in brackets, such as `(standing)`, are facts and
not roles. Markdown `--by-department` gives one section a party, in its own words. The workbook has a frozen
header, drop-downs, colours with their legend, a document block and counts of A and R. OSCAL is a component
definition (1.1.2): roles and parties, one component an activity, responsible roles with their letters as
properties. No cell can start a formula: in CSV, text that begins like one gets an apostrophe, which importing
takes away again.

## Profiles

`--profile nis2` (or `dora`, `pci-dss`, `iso-27001`, `cis-v8`; several times for several) asks a file for the rows
and holders that a law or standard fixes, and switches its rules on. In a program, `drystone.toml` says it once:

```toml
[matrix]
profiles = ["nis2", "cis-v8"]
implementation_group = 2                # of the CIS Controls: 1, 2 or 3
small_team = true                       # absent: where fewer than ten people are in the lake
[matrix.positions]                      # what stands for whom, where names do not say it
governing-body = ["owners-meeting"]     # security-lead, control-function, internal-audit, risk-owner, spokesperson
```

`drystone matrix profile NAME [FILE]` shows the rows: where it is written, what it asks in our words, whether it is
held as asked, partly, elsewhere, by nobody or not at all, by which positions, and what shows it (`--json`). An
activity answers a row by its id in the starter program, else by the CSF subcategories or CIS safeguards that it
names, else by words in its name. The page `/profiles` shows the same, with what was agreed, attested and accepted.

A row may bind only some: DORA lets microenterprises off, PCI DSS 12.4.1 is for service providers. Of licensed texts
(ISO/IEC, PCI, CIS) only numbers stand here; words are ours. A profile is a reading aid and no legal advice; what
does not concern you is excused with a reason.

@PROFILES@

## Small teams

Where few people work, one person holds many letters, and no rule can change that. With `small_team = true`,
`--small-team`, or fewer than ten people in the newest snapshot (the number of a microenterprise in EU law), the
rules that speak of different hands list what makes up for it, each *in place*, *not in place* or *not shown* as far
as the program can tell, and are no error. With something in place the finding is only to know; without, it
stays worth a talk. Positions are named, never the person who fills them.

| measure | what it is | from |
|---|---|---|
@MEASURES@

## What a file cannot show

That delegating the work does not move the A; that holders have acknowledged: these live in the program and its rounds,
not in a file. Authority and competence live in the program: rules that need one say so.

## The rules

"""


def page() -> str:
    """Return the whole page."""
    table = "\n".join(f"| [`{rule.id}`](#{rule.id}) | {rule.severity} | {rule.title} |" for rule in RULES.values())
    sections = "\n".join(_section(rule) for rule in RULES.values())
    head = HEAD.replace("@PROFILES@", _profiles()).replace("@MEASURES@", _measures())
    return f"{head}| rule | severity | fires on |\n|---|---|---|\n{table}\n\n{sections}"


def _profiles() -> str:
    lines = ["| profile | from | rows | switches on |", "|---|---|---|---|"]
    for name in PROFILES:
        one = shipped.profile(name)
        rules = ", ".join(f"[`{rule}`](#{rule})" for rule in RULES if rule in one.rules)
        lines.append(f"| `{name}` | {one.source} | {len(one.rows)} | {rules} |")
    return "\n".join(lines)


def _measures() -> str:
    known = {one.id: one for rule in RULES.values() for one in rule.measures}
    return "\n".join(f"| `{one.id}` | {one.words} | {one.source} |" for one in known.values())


def _section(rule: Rule) -> str:
    numbers = ", ".join(f"`{name}: {value:g}`" for name, value in rule.options.items())
    told = f" Numbers: {numbers}." if numbers else ""
    needs = {"program": " Needs a program folder.", "profile": " Only with a profile."}.get(rule.needs, "")
    if rule.measures:
        needs += f" In a small team: {', '.join(f'`{one.id}`' for one in rule.measures)}."
    return (
        f"### {rule.id}\n\n**{rule.title}** ({rule.severity}). {rule.why}{told}{needs}\n\nSource: {rule.source}.\n\n"
        f"{_example('Fires', rule.fails)}{_example('Is quiet', rule.passes)}"
    )


def _example(title: str, shown: Example) -> str:
    if shown.files:
        listed = "\n".join(f"# {path}\n{text.rstrip()}" for path, text in shown.files.items() if path.endswith(".yaml"))
        return f"{title}:\n\n```yaml\n{listed}\n```\n\n"
    if not shown.text:
        return ""
    told = [f"{name}: {value:g}" for name, value in shown.options.items()]
    numbers = ", ".join([*told, *(f"profile {one}" for one in shown.profiles)])
    return f"{title}{f' (with {numbers})' if numbers else ''}:\n\n```markdown\n{shown.text}\n```\n\n"


def main() -> int:
    """Write the page."""
    (ROOT / "docs" / "matrix.md").write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
