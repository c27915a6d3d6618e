"""What the starter program promises to whoever runs ``drystone init``: complete, addressed, brief and kind."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable

import pytest
import yaml
from tests.program.starter_files import STARTER, by_id, lesson, listed, texts

from drystone.program.vocabulary import KINDS

ACTIVITIES = by_id("activities/*.yaml")
CHECKS = by_id("checks/*.yaml")
ROLES = by_id("roles.yaml")
HABITS = by_id("habits.yaml")
OBJECTIVES = by_id("objectives.yaml")
FILES = sorted(path for path in STARTER.rglob("*") if path.is_file())

#: Who does (R) and who answers (A), by the letters of the published list: its D05, A06 and Y03 are done by the thing's
#: owner here, R03 is answered for by the head of security, Y01 and Y03 by IT.
LETTERS = """
G01 CISO|MB   G02 CISO|MB   G03 CISO|MB     G04 CISO FIN|MB  G05 SEC|CISO     G06 SEC|LEG    G07 SEC|CISO
G08 SEC|BO    G09 BO|CISO   G10 SEC|CISO    G11 AUD|AUD      D01 IT|IT        D02 IT|IT      D03 ENG IT|BO
D04 IT ENG|BO D05 BO|IT     D06 ENG|ENG     A01 IT MGR|BO    A02 IT MGR|BO    A03 IT HR MGR|IT
A04 SEC|IT    A05 MGR IT|BO A06 BO|IT       A07 ENG|ENG      H01 HR SEC|HR    H02 HR|HR      H03 SEC|HR
H04 HR MGR|HR H05 SEC HR|CISO H06 SEC MGR|CISO H07 ALL MGR|HR H08 HR MGR|HR   H09 HR MGR|HR
I01 IT|IT     I02 IT|IT     I03 IT ENG|BO   I04 IT|BO        I05 IT ENG|IT    I06 IT ENG|CISO I07 IT|IT
I08 IT ENG|BO E01 ENG|ENG   E02 ENG|ENG     E03 ENG|ENG      E04 ENG|ENG      E05 ENG|ENG    E06 SEC ENG|CISO
E07 SEC|CISO  P01 BO PRO|PRO P02 PRO|PRO    P03 SEC PRO|CISO P04 LEG PRO|LEG  P05 SEC BO|BO  P06 SEC PRO|BO
P07 IT PRO|BO P08 BO SEC|LEG R01 SEC|CISO   R02 SEC|CISO     R03 ALL|CISO     R04 SEC|CISO   R05 COM CISO|LEG
R06 IT ENG SEC|CISO R07 IT ENG|BO R08 SEC ENG IT|CISO R09 SEC|CISO R10 BO IT|MB Y01 BO|IT  Y02 FIN ALL|FIN  Y03 BO|IT
"""
EXPECTED = {row[0]: (set(row[1].split()), row[2]) for row in re.findall(r"([A-Z]\d\d) ([A-Z ]+)\|([A-Z]+)", LETTERS)}

EVERYDAY = {
    "handle-by-label", "use-a-password-manager", "walk-strangers-in", "keep-work-and-private-apart",
    "pause-before-acting", "use-approved-first", "ask-before-something-new",
}  # fmt: skip

PARTIES = {
    "board": "MB", "engineering": "ENG", "it": "IT", "procurement": "PRO", "legal": "LEG", "hr": "HR", "finance": "FIN",
    "communications": "COM", "audit": "AUD", "security": "SEC",
}  # fmt: skip
RELATIONS = {
    "asset.owner": "BO", "asset.sponsor": "BO", "asset.lead": "BO", "everyone": "ALL",
    "asset.owner.manager": "MGR", "asset.manager": "MGR",
}  # fmt: skip

#: Things that are a person's own, so that their owner reads the words for everyone.
PERSONAL = {"person", "account", "device"}

#: Each example of a finding that the starter must know, with the checks that find it.
EXAMPLES = {
    "second factor for all": ["second-factor-on"],
    "phishing-resistant one for admins": ["admin-sign-in-phishing-proof"],
    "SMS only": ["second-factor-better-than-sms"],
    "accounts with no living person": ["account-without-a-living-person"],
    "leavers' and ended contractors' accounts": ["leaver-account-active", "ended-contract-account-active"],
    "dormant": ["account-dormant"],
    "shared or service accounts without an owner": ["service-account-without-owner"],
    "access review overdue": ["access-review-overdue"],
    "disk encryption, firewall, screen lock": ["laptop-disk-encrypted", "firewall-on", "screen-lock-on"],
    "restart pending too long, behind on updates": ["restart-pending-too-long", "updates-waiting"],
    "unsupported system": ["os-unsupported", "server-os-unsupported"],
    "not seen, no owner": ["device-not-seen", "device-without-owner"],
    "leaver's kit, unmanaged but in use": ["leaver-kit-not-returned", "unmanaged-device-in-use"],
    "outdated, whoever manages it": ["software-outdated", "my-software-outdated"],
    "end of life": ["software-unsupported"],
    "known-exploited flaw": ["known-exploited-flaw"],
    "flaw past its risk-based deadline": ["flaw-past-deadline", "component-flaw-past-deadline"],
    "unapproved": ["software-not-approved", "application-not-approved"],
    "background check missing or late": ["screening-missing", "screening-after-access"],
    "background check expired or exempt without a reason": ["screening-expired", "screening-exempt-without-reason"],
    "person without a manager, manager left": ["person-without-manager", "manager-has-left"],
    "shares open to anyone": ["share-open-to-anyone"],
    "confidential and external": ["confidential-share-with-outsiders"],
    "share's owner left": ["share-owner-left"],
    "data shared without terms": ["data-shared-without-terms"],
    "vendor signed before review": ["vendor-signed-before-review"],
    "no sponsor or sponsor left": ["vendor-without-sponsor", "vendor-sponsor-left"],
    "reassessment overdue, clause missing": ["vendor-reassessment-overdue", "vendor-clause-missing"],
    "ended but access live, no tier": ["ended-vendor-access-live", "vendor-without-tier"],
    "unprotected branches, no owner": ["branch-unprotected", "repository-without-owner"],
    "live leaked secret": ["leaked-secret-live"],
    "launch without a security review": ["launch-without-review"],
    "public or unowned cloud resource": ["cloud-resource-public", "cloud-resource-without-owner"],
    "key past rotation": ["key-past-rotation"],
    "silent log source, stale backup": ["log-source-silent", "backup-stale"],
    "weak mail authentication": ["mail-authentication-weak"],
    "exception past its date": ["exception-past-its-date"],
    "activity with nobody accountable": ["activity-without-accountable"],
    "letter held by a leaver": ["letter-held-by-leaver"],
    "duty resolved only by fallback": ["duty-by-fallback"],
    "attestation overdue": ["attestation-overdue"],
    "unapproved where an approved one exists": [
        "approved-app-exists",
        "approved-service-exists",
        "library-with-approved-alternative",
    ],
}

_VERBS = """
Accept Add Agree Answer Approve Ask Book Bring Build Buy Call Catch Change Check Close Collect Compare Confirm Connect
Decide Declare Draft Encrypt End Enter Find Finish Fix Get Give Grant Hand Handle Install Keep Know Launch
Lay Lead Learn Leave Let List Look Match Measure Mend Merge Move Name Never Note Patch Pause Pay Plan Protect
Prove Publish Put Raise Record Rehearse Remove Renew Replace Report Require Restart Restore Retire Roll Say Send
Set Shut Sign Sort Start Swap Tag Take Teach Tell Test Think Tighten Treat Turn Update Use Watch Weigh Welcome Write
"""
VERBS = set(_VERBS.split())

UNKIND = re.compile(
    r"violat|non-?complian|offender|you failed|failed to|should have|careless|culprit|stupid|blacklist|whitelist|"
    r"\bfault of\b|repeat clicker|human error|weakest link",
    re.IGNORECASE,
)


def references() -> dict[str, str]:
    """Return the published list's id of each activity that came from it, as the comment beside it says."""
    text = "\n".join(path.read_text("utf-8") for path in STARTER.glob("activities/*.yaml"))
    return dict(re.findall(r"^- id: (\S+) +# ([A-Z]\d\d)$", text, re.MULTILINE))


def letter_of(who: str) -> str:
    """Return the published list's letter for a role or relation."""
    if who in RELATIONS:
        return RELATIONS[who]
    return "CISO" if who == "ciso" else PARTIES[ROLES[who]["party"]]


def readers(activity: dict[str, object], who: str) -> str:
    """Return the party whose words the holder of a letter reads."""
    if who in ROLES:
        return str(ROLES[who]["party"])
    if RELATIONS[who] == "MGR":
        return "manager"
    return "everyone" if who == "everyone" or activity["about"] in PERSONAL else "owner"


def ids(entries: Iterable[dict[str, object]]) -> list[object]:
    return [entry["id"] for entry in entries]


def test_all_69_published_activities_are_there_once_with_their_r_and_a() -> None:
    found = {
        reference: ({letter_of(who) for who in activity["responsible"]}, letter_of(activity["accountable"]))
        for activity_id, reference in references().items()
        for activity in [ACTIVITIES[activity_id]]
    }
    assert found == EXPECTED
    assert len(EXPECTED) == 69


def test_the_everyday_duties_that_the_list_lacks_are_there() -> None:
    assert set(ACTIVITIES) - set(references()) >= EVERYDAY


@pytest.mark.parametrize(
    "pattern", ["activities/*.yaml", "checks/*.yaml", "roles.yaml", "habits.yaml", "objectives.yaml"]
)
def test_ids_are_kebab_case_and_unique(pattern: str) -> None:
    found = ids(listed(pattern))
    assert len(set(found)) == len(found)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", str(name)) for name in found)


@pytest.mark.parametrize("activity", ACTIVITIES.values(), ids=ACTIVITIES)
def test_an_activity_is_suggested_and_its_letters_point_somewhere(activity: dict[str, object]) -> None:
    assert activity["standing"] == "suggested"
    assert activity["held_by"] in {"prevent", "guard", "monitor", "memory"}
    assert isinstance(activity["accountable"], str)
    assert activity["responsible"]
    for who in [*activity["responsible"], activity["accountable"]]:  # type: ignore[misc]
        assert who in ROLES or who in RELATIONS
    assert "consulted" not in activity
    assert "informed" not in activity
    assert activity.get("about", "device") in KINDS
    assert set(activity["protects"]) <= set(OBJECTIVES)  # type: ignore[call-overload]
    assert activity["csf"]


@pytest.mark.parametrize("activity", ACTIVITIES.values(), ids=ACTIVITIES)
def test_everyone_and_each_party_with_a_letter_reads_the_duty_in_its_own_words(activity: dict[str, object]) -> None:
    words = activity["words"]
    assert isinstance(words, dict)
    holders = [*activity["responsible"], activity["accountable"]]  # type: ignore[misc]
    wanted = {"everyone"} | {readers(activity, str(who)) for who in holders}
    assert wanted <= set(words) <= wanted | {"owner"}
    assert len(set(words.values())) == len(words)


def test_a_monitored_duty_has_a_check_and_a_remembered_one_is_attested_or_everyones() -> None:
    checked = {check["activity"] for check in CHECKS.values()}
    for name, activity in ACTIVITIES.items():
        if activity["held_by"] == "monitor":
            assert name in checked
        elif activity["held_by"] == "memory":
            assert "attest" in activity or "everyone" in activity["responsible"], name


def test_at_least_18_positions_have_a_deputy_authority_and_their_screening() -> None:
    ready = [role for role in ROLES.values() if role.get("deputy") and role["screening"] and role["may"]]
    assert len(ready) >= 18
    assert all(role["granted_by"] in ROLES and role["party"] for role in ROLES.values())


def test_every_position_with_a_letter_has_a_deputy_and_deputies_end_somewhere() -> None:
    for activity in ACTIVITIES.values():
        for who in [*activity["responsible"], activity["accountable"]]:
            seen = [who]
            assert who in RELATIONS or ROLES[who]["deputy"] in ROLES
            while deputy := ROLES.get(seen[-1], {}).get("deputy"):
                assert deputy not in seen
                seen.append(deputy)


def test_no_position_is_held_yet_and_departments_and_teams_find_their_own() -> None:
    assert not any("holders" in role for role in ROLES.values())
    assert {role["each"] for role in ROLES.values() if "find" in role} == {"department", "team"}


def test_there_are_at_least_60_checks_among_them_every_example() -> None:
    assert len(CHECKS) >= 60
    assert {check_id for found in EXAMPLES.values() for check_id in found} <= set(CHECKS)


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)
def test_a_check_speaks_in_three_states_and_says_why_how_and_how_long(check: dict[str, object]) -> None:
    title = check["title"]
    assert isinstance(title, dict)
    assert set(title) == {"pass", "fail", "unknown"}
    assert title["fail"].split()[0].rstrip(",") in VERBS
    assert title["pass"].split()[0].rstrip(",") not in VERBS - {"One", "Use"}
    assert check["activity"] in ACTIVITIES
    assert check["habit"] in HABITS
    assert check["severity"] in {"low", "medium", "high", "critical"}
    assert check["why"]
    assert check["fix"]
    assert isinstance(check["minutes"], int)


def test_activities_are_led_by_a_verb() -> None:
    first = {activity["name"].split()[0].rstrip(",") for activity in ACTIVITIES.values()}
    assert first <= VERBS


def test_every_habit_and_objective_is_used_and_explained() -> None:
    lessons = {habit for path in STARTER.glob("lessons/**/*.md") for habit in texts(lesson(path)[0].get("habits"))}
    everyday = {"walk-strangers-in", "keep-work-apart", "pause-before-acting"}
    assert {check["habit"] for check in CHECKS.values()} | lessons | everyday == set(HABITS)
    assert {name for activity in ACTIVITIES.values() for name in activity["protects"]} == set(OBJECTIVES)
    assert len(OBJECTIVES) >= 6
    assert all(entry["words"] for entry in [*HABITS.values(), *OBJECTIVES.values()])
    assert all(entry["why"] for entry in HABITS.values())


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(STARTER)))
def test_words_are_kind_and_nobody_real_is_named(path: object) -> None:
    text = path.read_text("utf-8")  # type: ignore[attr-defined]
    assert not UNKIND.search(text)
    assert all(address.endswith(".example") for address in re.findall(r"[\w.]+@([\w.-]+\w)", text))
    assert len(text.splitlines()) <= 400
    assert max(map(len, text.splitlines())) <= 130


def test_reading_is_brief() -> None:
    for activity in ACTIVITIES.values():
        assert len(activity["name"]) <= 70
        assert all(len(words) <= 130 for words in activity["words"].values()), activity["id"]
    for check in CHECKS.values():
        assert all(len(title) <= 75 for title in check["title"].values()), check["id"]
        assert len(check["why"]) <= 130, check["id"]
        assert len(re.findall(r"[.?!](?= |$)", check["why"])) <= 2, check["id"]
        assert all(len(fix) <= 160 for fix in texts(check["fix"])), check["id"]
    assert len((STARTER / "promise.md").read_text("utf-8").split()) <= 300


def test_settings_say_what_a_newcomer_must_change() -> None:
    text = (STARTER / "drystone.toml").read_text("utf-8")
    settings = tomllib.loads(text)
    assert settings["organisation"]["domains"] == ["your-organisation.example"]
    assert settings["authority"]["fallback"] in ROLES
    for key in ("name", "domains", "time_zone", "languages", "days", "hours"):
        assert re.search(rf"^{key} = .*# CHANGE: ", text, re.MULTILINE)
    assert all(
        "#" in line for line in text.splitlines() if "=" in line and not re.match(r"schema|high|medium|low|crit", line)
    )


def test_the_read_me_names_every_file_and_counts_right() -> None:
    text = (STARTER / "README.md").read_text("utf-8")
    assert f"{len(ACTIVITIES)} duties" in text
    assert f"{len(CHECKS)} questions" in text
    for path in STARTER.iterdir():
        assert f"`{path.name}{'/' * path.is_dir()}`" in text or path.name == "README.md"


def test_playbooks_thank_and_say_who_helps_within_which_time() -> None:
    for path in STARTER.glob("playbooks/*.yaml"):
        book = yaml.safe_load(path.read_text("utf-8"))
        assert book["id"] == path.stem
        assert "Thank you" in book["thanks"]
        assert book["habit"] in HABITS
        answers = {question["id"]: question["answers"] for question in book.get("ask", [])}
        assert all(isinstance(answer, str) for given in answers.values() for answer in given)
        for step in [*book["you"], *book["we"]]:
            for question, chosen in step.get("when", {}).items():
                assert set(chosen) <= set(answers[question])
        assert all(step["by"] in ROLES and re.fullmatch(r"\d+[mhd]", step["within"]) for step in book["we"])


def test_guardrails_belong_to_an_activity_and_detections_are_sigma() -> None:
    for guardrail in listed("guardrails/*.yaml"):
        assert guardrail["activity"] in ACTIVITIES
        assert guardrail["owner"] in ROLES
        assert guardrail["outside"]["say"]
    for path in STARTER.glob("detections/*.yml"):
        for rule in yaml.safe_load_all(path.read_text("utf-8")):
            assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", rule["id"])
            assert {"title", "status", "level"} <= set(rule)
            assert ("logsource" in rule and "condition" in rule["detection"]) or "correlation" in rule


def test_no_source_is_switched_on_and_the_examples_are_well_formed() -> None:
    assert not list(STARTER.glob("sources/*.yaml"))
    text = (STARTER / "sources/README.md").read_text("utf-8")
    examples = [yaml.safe_load(example) for example in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)]
    assert ids(examples) == ["hr", "idp", "mdm"]
    assert all({"kind", "location", "key", "rank", "fresh", "feeds"} <= set(example) for example in examples)
