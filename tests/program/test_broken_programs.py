"""Broken programs and exactly what people are told, with the place of each slip."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from drystone.program import Loaded, load

Told = Callable[..., list[str]]


def test_the_good_program_has_no_problem(loaded: Callable[..., Loaded]) -> None:
    answer = loaded()
    assert answer.problems == ()
    assert answer.program is not None
    assert answer.program.activities["encrypt-laptops"].letters() == (("R", "asset.owner"), ("A", "it-head"))
    assert answer.program.sources["mdm"].feeds[0].select == {"serial_number": '"Serial"', "managed": "true"}


def test_rules_for_files_are_kept_as_they_were_written(loaded: Callable[..., Loaded]) -> None:
    rule = "rule x { condition: true }\n"
    answer = loaded({"yara/own.yar": rule, "yara/notes.txt": "not a rule"})
    assert answer.problems == ()
    assert answer.program is not None
    assert answer.program.yara == {"yara/own.yar": rule}


def test_a_rule_file_that_is_not_text_or_ends_otherwise_is_told(told: Told) -> None:
    assert told({"yara/own.yar": b"rule \xff", "yara/other.yara": "rule"}) == [
        "yara/other.yara:1:1: warning: files in yara/ end in .yar; rename it",
        "yara/own.yar:1:6: error: this file is not UTF-8 from here on; save it as UTF-8",
    ]


ROLES = "roles.yaml"
ACTIVITY = "activities/devices.yaml"
CHECK = "checks/devices.yaml"
SOURCE = "sources/mdm.yaml"
OK_ROLES = "- {id: security-lead, holders: [{person: s@x.example}]}\n"


def activity(line: str, at: str = "accountable: it-head") -> str:
    """Return an activity file with one more or other line in line 3."""
    rest = "" if line.startswith("accountable") else f"  {at}\n"
    return f"- id: encrypt-laptops\n  name: Encrypt\n  {line}\n  about: device\n{rest}  responsible: security-lead\n"


def check(lines: str) -> str:
    return f"- id: disk-encrypted\n  activity: encrypt-laptops\n  title: Encrypt\n  severity: high\n{lines}"


CASES: list[tuple[str, dict[str, str | bytes | None], list[str]]] = [
    (
        "a slip in a role",
        {ACTIVITY: activity("accountable: head-it")},
        ["activities/devices.yaml:3:16: error: unknown role `head-it`; did you mean `it-head`?"],
    ),
    (
        "two who answer",
        {ACTIVITY: activity("accountable: [it-head, security-lead]")},
        [
            "activities/devices.yaml:3:16: error: exactly one is accountable: a duty that two answer for is answered"
            " for by neither"
        ],
    ),
    (
        "nobody responsible",
        {ACTIVITY: "- {id: encrypt-laptops, name: E, about: device, accountable: security-lead, responsible: []}\n"},
        ["activities/devices.yaml:1:90: error: nobody is responsible; name at least one role"],
    ),
    (
        "a person in an activity",
        {ACTIVITY: activity("accountable: mira@fenwick.example")},
        [
            "activities/devices.yaml:3:16: error: an activity names positions, never a person"
            " (`mira@fenwick.example`); name a role here, and its holder in roles.yaml"
        ],
    ),
    (
        "a relation that a device has not",
        {ACTIVITY: activity("informed: [asset.sponsor, asset.ownr]")},
        [
            "activities/devices.yaml:3:14: error: a device has no `asset.sponsor`; it fits vendor",
            "activities/devices.yaml:3:29: error: unknown relation `asset.ownr`; did you mean `asset.owner`?",
        ],
    ),
    (
        "an unknown key and kind and objective",
        {ACTIVITY: activity("protect: [x]").replace("device", "devices") + "  protects: [customer-trst]\n"},
        [
            "activities/devices.yaml:3:3: error: unknown key `protect`; did you mean `protects`?",
            "activities/devices.yaml:4:10: error: unknown kind of thing `devices`; did you mean `device`?",
            "activities/devices.yaml:7:14: error: unknown objective `customer-trst`; did you mean `customer-trust`?",
        ],
    ),
    (
        "an unknown kind and objective",
        {ACTIVITY: activity("protects: [customer-trst]").replace("device", "devices"), CHECK: None},
        [
            "activities/devices.yaml:3:14: error: unknown objective `customer-trst`; did you mean `customer-trust`?",
            "activities/devices.yaml:4:10: error: unknown kind of thing `devices`; did you mean `device`?",
        ],
    ),
    (
        "a fact is no thing",
        {ACTIVITY: activity("standing: agred").replace("device", "software"), CHECK: None},
        [
            "activities/devices.yaml:3:13: error: `standing` is `agred`; it may be suggested or agreed; did you mean"
            " `agreed`?",
            "activities/devices.yaml:4:10: error: an activity is about a thing; `software` holds facts about things;"
            " write about: device",
        ],
    ),
    (
        "a column in a condition",
        {ACTIVITY: activity("where: kind = 'laptop' and os_nme = 'x'")},
        ["activities/devices.yaml:3:30: error: no column `os_nme` in device; did you mean `os_name`?"],
    ),
    (
        "a deputy of oneself and round in a circle",
        {
            ROLES: (
                "- {id: security-lead, deputy: security-lead, holders: [{person: s}]}\n"
                "- {id: it-head, deputy: b-role, holders: [{person: s}]}\n"
                "- {id: b-role, deputy: c-role, holders: [{person: s}]}\n"
                "- {id: c-role, deputy: it-head, holders: [{person: s}]}\n"
            )
        },
        [
            "roles.yaml:1:31: error: `security-lead` cannot be its own deputy; name another role",
            "roles.yaml:2:25: error: deputies go round in a circle: it-head → b-role → c-role → it-head; end the chain"
            " somewhere",
        ],
    ),
    (
        "days in the wrong order and no day at all",
        {
            ROLES: OK_ROLES + "- id: it-head\n  holders:\n    - {person: m, from: 2026-02-01, to: 2026-01-01}\n"
            "- id: x-role\n  holders:\n    - {person: m, from: 2026-02-30}\n    - {person: 7}\n"
        },
        [
            "roles.yaml:4:7: error: m would hold this to 2026-01-01, before it begins on 2026-02-01; exchange the two"
            " days",
            "roles.yaml:7:25: error: 2026-02-30 is not a day of the calendar",
            'roles.yaml:8:16: error: `holders.person` should be text, not a number; write it in quotes: "7"',
        ],
    ),
    (
        "the same id twice",
        {"activities/more.yaml": activity("held_by: guard")},
        [
            "activities/more.yaml:1:7: error: the activity `encrypt-laptops` is already written at"
            " activities/devices.yaml:1:7; give one of them another id"
        ],
    ),
    (
        "the same key twice",
        {"habits.yaml": "- id: lock-and-encrypt\n  name: A\n  name: B\n"},
        ["habits.yaml:3:3: error: the key `name` stands here twice; the first is in line 2; keep one of the two"],
    ),
    (
        "an id with capitals",
        {"habits.yaml": "- {id: lock-and-encrypt, name: A}\n- {id: Lock It, name: B}\n- {name: C}\n"},
        [
            "habits.yaml:2:8: error: `id` is `Lock It`; ids are small letters, digits and single hyphens; write"
            " `lock-it`",
            "habits.yaml:3:3: error: `id` is missing; add id: …",
        ],
    ),
    (
        "a habit that is shown by what no check may read, or by nobody",
        {
            "habits.yaml": "- id: lock-and-encrypt\n  name: A\n  shown:\n"
            "    updated: select person_id, acted_at as shown_at from practice\n"
            "    approved: select owner_id from device\n"
        },
        [
            "habits.yaml:4:58: error: unknown table `practice`",
            "habits.yaml:5:15: error: the query gives `owner_id`; it may give person_id, shown_at",
            "habits.yaml:5:15: error: the query gives no person_id; name the person: select owner_id as person_id",
            "habits.yaml:5:15: error: the query gives no shown_at; say when: last_restart_at as shown_at",
        ],
    ),
    (
        "a check that asks in no way",
        {CHECK: check("  habit: lock-and-encrypt\n  activty: x\n")},
        [
            "checks/devices.yaml:1:3: error: a check needs `fails` or `sql`; add fails: … over the activity's things",
            "checks/devices.yaml:6:3: error: unknown key `activty`; did you mean `activity`?",
        ],
    ),
    (
        "a check that asks in both ways",
        {CHECK: check("  fails: managed\n  sql: select device_id as asset_id from device\n  habit: lock\n")},
        [
            "checks/devices.yaml:6:8: error: `sql` needs `applies`, the things that are looked at; add applies: select"
            " device_id as asset_id from device",
            "checks/devices.yaml:6:8: error: a check asks by `fails` or by `sql`, not both; keep one of the two",
            "checks/devices.yaml:7:10: error: unknown habit `lock`",
        ],
    ),
    (
        "a slip in a block of SQL",
        {
            CHECK: check(
                "  applies: select device_id as asset_id from device\n  sql: |\n    select device_id as asset_id\n"
                "    from device\n    where disk_encryptd\n      and hostnam = 'x'\n"
            )
        },
        [
            "checks/devices.yaml:9:11: error: no column `disk_encryptd` in device; did you mean `disk_encrypted`?",
            "checks/devices.yaml:10:11: error: no column `hostnam` in device; did you mean `hostname`?",
        ],
    ),
    (
        "a check that reads files and one that writes",
        {
            CHECK: check("  fails: exists (select 1 from read_csv('/etc/passwd'))\n").replace("  title", "  title")
            + check("  applies: drop table device\n  sql: copy device to 'x'\n").replace("disk-enc", "other-enc")
        },
        [
            "checks/devices.yaml:5:",
            "checks/devices.yaml:10:12: error: this is not one SELECT",
            "checks/devices.yaml:11:8: error: this is not one SELECT",
        ],
    ),
    (
        "a severity and a duration",
        {CHECK: check("  fails: managed\n  due: 7 days\n  minutes: soon\n").replace("high", "hihg")},
        [
            "checks/devices.yaml:4:13: error: `severity` is `hihg`; it may be low, medium, high or critical; did"
            " you mean `high`?",
            "checks/devices.yaml:6:8: error: '7 days' is not a duration; write hours, days or weeks, such as 36h, 7d or"
            " 2w",
            "checks/devices.yaml:7:12: error: `minutes` should be a whole number, not text",
        ],
    ),
    (
        "a source of an unknown kind without a key",
        {
            SOURCE: "id: mdm\nkind: cvs\nfressh: 2d\nfeeds:\n  devices: {select: {x: y}}\n"
            "  device: {select: {hostnam: h}}\n"
        },
        [
            "sources/mdm.yaml:2:7: error: unknown kind of source `cvs`; did you mean `csv`?",
            "sources/mdm.yaml:3:1: error: unknown key `fressh`; did you mean `fresh`?",
            "sources/mdm.yaml:5:3: error: unknown table `devices`; did you mean `device`?",
            "sources/mdm.yaml:6:30: error: no column `hostnam` in device; did you mean `hostname`?",
        ],
    ),
    (
        "a source that needs a key and leads out",
        {SOURCE: "id: mdm\nkind: csv\nlocation: {path: ../x.csv}\nfeeds:\n  device: {select: {hostname: now()}}\n"},
        [
            "sources/mdm.yaml:1:1: error: a csv source that feeds device needs `key`; add key: the column that is"
            " unique for each record",
            "sources/mdm.yaml:3:18: error: ../x.csv leads out of the program folder; write an absolute path if that is"
            " meant",
            "sources/mdm.yaml:5:31: error: `now` is not available here; write $as_of",
        ],
    ),
    (
        "secrets that are written out",
        {
            SOURCE: "id: mdm\nkind: rest\nkey: id\nurl: https://u:pw@x.example/\nauth: {bearer: abc, client_id: x}\n"
            "headers: {X-Api-Key: abc}\nlocation: {password: abc, token_env: TOKEN}\npaging: {token: next}\n"
            "feeds:\n  device: {select: {hostname: h}}\n"
        },
        [
            "sources/mdm.yaml:4:6: error: `url` holds a password; put the whole into a variable and write url_env:"
            " NAME_OF_A_VARIABLE",
            "sources/mdm.yaml:5:16: error: `bearer` would write a secret into the program; write bearer_env:"
            " NAME_OF_A_VARIABLE or bearer_file: PATH",
            "sources/mdm.yaml:6:22: error: `X-Api-Key` would write a secret into the program; write X-Api-Key_env:"
            " NAME_OF_A_VARIABLE or X-Api-Key_file: PATH",
            "sources/mdm.yaml:7:22: error: `password` would write a secret into the program; write password_env:"
            " NAME_OF_A_VARIABLE or password_file: PATH",
        ],
    ),
    (
        "settings",
        {
            "drystone.toml": 'schema = 2\n[organisation]\nname = "F"\ntime_zone = "Europe/Berln"\n[engin]\nx = 1\n'
            '[authority]\nfallback = "security-lead"\ntrial_days = "x"\n[due]\nhigh = ["1d"]\n[[patched_by]]\n'
            'where = "name = \'x\'"\nby = "me"\n'
        },
        [
            "drystone.toml:1:10: error: `schema` is `2`; it may be 1",
            "drystone.toml:4:13: error: Europe/Berln is not a time zone; write one such as Europe/Berlin or UTC",
            "drystone.toml:5:2: error: unknown key `engin`; did you mean `engine`?",
            "drystone.toml:9:14: error: `authority.trial_days` should be a whole number, not text",
            "drystone.toml:11:8: error: `due.high` should be at least 4 entries",
            "drystone.toml:14:6: error: `patched_by.by` is `me`; it may be it, user, devops, developer or vendor",
        ],
    ),
    (
        "settings that name what is not there",
        {
            "drystone.toml": 'schema = 1\n[organisation]\nname = "F"\n[authority]\nfallback = "securty-lead"\n'
            '[[patched_by]]\nwhere = "nam = \'x\'"\nby = "it"\n'
        },
        [
            "drystone.toml:5:12: error: unknown role `securty-lead`; did you mean `security-lead`?",
            "drystone.toml:7:10: error: no column `nam` in software; did you mean `name`?",
        ],
    ),
    (
        "no TOML",
        {"drystone.toml": "schema = 1\nname = \n"},
        ["drystone.toml:2:8: error: this is not TOML: invalid value"],
    ),
    ("no settings", {"drystone.toml": None}, ["drystone.toml:1:1: error: this program has no drystone.toml"]),
    (
        "no YAML",
        {ACTIVITY: "- id: [a\n- b: }\n", CHECK: None},
        ["activities/devices.yaml:2:4: error: this is not YAML: while parsing a flow sequence did not find expected"],
    ),
    (
        "not UTF-8",
        {"habits.yaml": b"- {id: lock-and-encrypt, name: A}\n- {id: b, name: \xff}\n"},
        [
            "checks/devices.yaml:6:10: error: unknown habit `lock-and-encrypt`",
            "habits.yaml:2:17: error: this file is not UTF-8 from here on; save it as UTF-8",
        ],
    ),
    (
        "a tag",
        {"promise.md": "x", "objectives.yaml": "- !!python/object:os.system {id: customer-trust}\n"},
        [
            "activities/devices.yaml:7:14: error: unknown objective `customer-trust`",
            "objectives.yaml:1:3: error: the tag tag:yaml.org,2002:python/object:os.system has no meaning here",
        ],
    ),
    (
        "deep nesting",
        {"playbooks/x.yaml": "id: x\nsteps: " + "[" * 100_000},
        ["playbooks/x.yaml:2:27: error: this is nested more than 20 levels deep"],
    ),
    (
        "a lesson without a head",
        {"lessons/a.md": "# Hello\n", "lessons/b.md": "---\ntitle: x\n---\nBody\n"},
        [
            "lessons/a.md:1:1: error: a lesson begins with its head; begin with a line of three dashes, the head, and"
            " another such line",
            "lessons/b.md:2:1: error: `for` is missing; add for: …",
            "lessons/b.md:2:1: error: `habits` is missing; add habits: …",
            "lessons/b.md:2:1: error: `id` is missing; add id: …",
            "lessons/b.md:2:1: error: `language` is missing; add language: …",
            "lessons/b.md:2:1: error: `minutes` is missing; add minutes: …",
            "lessons/b.md:2:1: error: `sources` is missing; add sources: …",
        ],
    ),
]


@pytest.mark.parametrize(("case", "changed", "expected"), CASES, ids=[case for case, _, _ in CASES])
def test_each_slip_is_told_with_its_place(
    told: Told, case: str, changed: dict[str, str | bytes | None], expected: list[str]
) -> None:
    found = [line for line in told(changed) if ": error: " in line]
    wanted = [line for line in expected if line]
    assert len(found) == len(wanted), "\n".join(found)
    for line, start in zip(found, wanted, strict=True):
        assert line.startswith(start), f"{case}:\n{line}\n{start}"


def test_aliases_that_multiply_are_counted(told: Told) -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{name}: &{name} [{', '.join([f'*{earlier}'] * 10)}]\n"
        for earlier, name in zip("abcdef", "bcdefg", strict=True)
    )
    assert [line for line in told({"playbooks/x.yaml": "id: x\n" + bomb}) if "more than 100,000 values" in line]


def test_a_large_file_is_refused(told: Told) -> None:
    assert told({"promise.md": "x" * 1_000_001}) == [
        "promise.md:1:1: error: this file is larger than 1 MB; split it into several"
    ]


def test_a_link_that_leads_out_is_refused(write: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret.yaml").write_text("- {id: x, name: password}\n", encoding="utf-8")
    root = write()
    (root / "playbooks").symlink_to(outside)
    (root / "checks" / "secret.yaml").symlink_to(outside / "secret.yaml")
    (root / "checks" / "round.yaml").symlink_to(root / "checks" / "round.yaml")
    found = [str(problem) for problem in load(root).problems]
    assert found[1:] == [
        "checks/secret.yaml:1:1: error: this link leads out of the program folder; copy the file into it",
        "playbooks:1:1: error: this link leads out of the program folder; copy what it points to",
    ]
    assert found[0].startswith("checks/round.yaml:1:1: error: this file cannot be read")
    assert "password" not in "".join(found)


def test_on_and_off_and_yes_are_words(loaded: Callable[..., Loaded]) -> None:
    answer = loaded({"habits.yaml": "- {id: lock-and-encrypt, name: on, words: yes, why: 007}\n"})
    assert answer.program is not None
    habit = answer.program.habits["lock-and-encrypt"]
    assert (habit.name, habit.words, habit.why) == ("on", "yes", "007")


def test_letters_without_words_are_a_warning(told: Told) -> None:
    assert told({ACTIVITY: activity("informed: it-head")}) == [
        "activities/devices.yaml:1:3: warning: no words for it, who holds a letter; add words: {it: …}"
    ]


def test_the_digest_names_the_bytes(write: Callable[..., Path]) -> None:
    def digest() -> str:
        program = load(root).program
        assert program is not None
        return program.digest

    root = write()
    first = digest()
    (root / "var").mkdir()
    (root / "var" / "x.yaml").write_text("x", encoding="utf-8")
    (root / "exports").mkdir()
    (root / "exports" / "x.csv").write_text("x", encoding="utf-8")
    assert digest() == first
    (root / "promise.md").write_text("We promise.", encoding="utf-8")
    assert digest() != first


def test_what_a_program_says_cannot_steer_a_terminal(told: Told) -> None:
    found = told(
        {
            "habits.yaml": '- {id: lock-and-encrypt, name: A, "\\x1b[31mred\\r": 1}\n- {id: "'
            + "x" * 5_000
            + '!", name: B}\n'
        }
    )
    assert len(found) == 2
    assert all(line.isprintable() and len(line) < 1_200 for line in found)


def test_every_slip_in_one_entry_is_told_at_once(told: Told) -> None:
    lines = (
        check("  fails: disk_encryptd\n  habbit: x\n")
        .replace("high", "hihg")
        .replace("encrypt-laptops", "encrypt-laptop")
    )
    assert [line.split(": error: ")[1].split(";")[0] for line in told({CHECK: lines})] == [
        "unknown activity `encrypt-laptop`",
        "`severity` is `hihg`",
        "unknown key `habbit`",
    ]


def test_how_hard_a_practice_message_is_has_to_be_said_whole(told: Told) -> None:
    source = (
        "id: mails\nkind: gophish\nlocation: {path: exports/mails.json}\ncampaigns:\n"
        "  '17': {name: A parcel, cues: 0, alignment: {process: 3, relevance: 2, situations: 2, trainig: 2}}\n"
        "  '18': {cues: 4, habit: report-erly}\n"
        "  '19': {cues: 4, alignment: {process: 2, relevance: 2, situations: 2, consequences: 2, training: 0}}\n"
    )
    assert [
        one.partition("; ")[0].removeprefix("sources/mails.yaml:") for one in told({"sources/mails.yaml": source})
    ] == [
        "5:32: error: `cues` should be how many cues were counted in the message, at least 1",
        "5:46: error: `consequences` is missing from the alignment",
        "5:46: error: `training` is missing from the alignment",
        "5:56: error: `process` should be 0, 2, 4, 6 or 8",
        "5:88: error: unknown key `trainig`",
        "6:9: error: `alignment` is missing",
        "6:26: error: unknown habit `report-erly`",
    ]
