"""Write docs/matrix.md: every rule of the matrix lint, from the one place where they are declared."""

from __future__ import annotations

import sys
from pathlib import Path

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
understood and pointed out.

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
positions: [Grant Thornton]                           # columns that look like people and are positions
profiles: [nis2]                                      # nis2, dora: what the law keeps with the governing body
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

## What a file cannot show

That delegating the work does not move the A; that holders are competent; that they have acknowledged: these
live in the program and its rounds, not in a file.

## The rules

"""


def page() -> str:
    """Return the whole page."""
    table = "\n".join(f"| [`{rule.id}`](#{rule.id}) | {rule.severity} | {rule.title} |" for rule in RULES.values())
    sections = "\n".join(_section(rule) for rule in RULES.values())
    return f"{HEAD}| rule | severity | fires on |\n|---|---|---|\n{table}\n\n{sections}"


def _section(rule: Rule) -> str:
    numbers = ", ".join(f"`{name}: {value:g}`" for name, value in rule.options.items())
    told = f" Numbers: {numbers}." if numbers else ""
    needs = {"program": " Needs a program folder.", "profile": " Only with a profile."}.get(rule.needs, "")
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
    numbers = ", ".join(f"{name}: {value:g}" for name, value in shown.options.items())
    return f"{title}{f' (with {numbers})' if numbers else ''}:\n\n```markdown\n{shown.text}\n```\n\n"


def main() -> int:
    """Write the page."""
    (ROOT / "docs" / "matrix.md").write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
