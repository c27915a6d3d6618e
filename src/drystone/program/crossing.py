"""What entries say about each other: roles, objectives, habits, activities and checks that are named must exist."""

from __future__ import annotations

from collections.abc import Iterable

from drystone.lib.text import listing, plural, suggest
from drystone.program import answer_shapes, playbook_shapes
from drystone.program.draft import Draft, Entry
from drystone.program.model import Activity, Check, Place, Problem, Role
from drystone.program.powers import meant
from drystone.program.relations import EVERYONE, PARTIES, RELATIONS, is_relation
from drystone.program.vocabulary import KINDS, TABLES

_LETTERS = ("responsible", "accountable", "consulted", "informed")

#: The power of those who respond to reports.
_RESPOND = "declare-an-incident"


def check(draft: Draft, problems: list[Problem]) -> None:
    """Add a problem for everything that names what is not there or does not fit."""
    _authority(draft, problems)
    _matrix(draft, problems)
    for entry, role in draft.good("role"):
        _role(draft, entry, role, problems)
    _deputy_circles(draft, problems)
    for entry, objective in draft.good("objective"):
        if objective.owner is not None:
            problems += _named(draft, "role", objective.owner, entry.place("owner"))
    for entry, activity in draft.good("activity"):
        _activity(draft, entry, activity, problems)
    for entry, question in draft.good("check"):
        _check(draft, entry, question, problems)
    _empty_roles(draft, problems)
    _tickets(draft, problems)
    _reports(draft, problems)
    _incidents(draft, problems)


def _named(draft: Draft, kind: str, name: str, place: Place) -> list[Problem]:
    known = draft.of(kind)
    if name in known:
        return []
    near = suggest(name, known)
    return [Problem(place, f"unknown {kind} `{name}`", f"did you mean `{near}`?" if near else "")]


def _authority(draft: Draft, problems: list[Problem]) -> None:
    if draft.settings is None or draft.settings_node is None:
        return
    fallback = draft.settings.authority.fallback
    if fallback is None:
        hint = "name a role in [authority] fallback"
        place = Place("drystone.toml")
        problems.append(Problem(place, "nobody answers where no holder is found", hint, "warning"))
        return
    place = draft.settings_node.at(("authority", "fallback")).place
    problems += _named(draft, "role", fallback, place)
    entry = draft.of("role").get(fallback)
    if entry is not None and entry.made is not None and entry.made.each:
        problems.append(
            Problem(place, f"the fallback `{fallback}` has a seat for each {entry.made.each}", "name one role")
        )


def _matrix(draft: Draft, problems: list[Problem]) -> None:
    if draft.settings is None or draft.settings_node is None:
        return
    for kind, roles in draft.settings.matrix.positions.items():
        for number, role in enumerate(roles):
            place = draft.settings_node.at(("matrix", "positions", kind, number)).place
            problems += _named(draft, "role", role, place)


def _role(draft: Draft, entry: Entry, role: Role, problems: list[Problem]) -> None:
    if role.deputy == role.id:
        problems.append(Problem(entry.place("deputy"), f"`{role.id}` cannot be its own deputy", "name another role"))
    elif role.deputy is not None:
        problems += _named(draft, "role", role.deputy, entry.place("deputy"))
    if role.holders and role.find:
        problems.append(Problem(entry.place("find"), "a role has holders or `find`, not both", "keep one of the two"))
    if role.each and not role.find:
        hint = "add find: title ilike 'head of %'"
        problems.append(Problem(entry.place("each"), f"one seat for each {role.each} needs `find`", hint))
    problems += _powers(role, entry)
    for holder in role.holders:
        if holder.since and holder.until and holder.since > holder.until:
            message = f"{holder.person} would hold this to {holder.until}, before it begins on {holder.since}"
            problems.append(Problem(holder.place, message, "exchange the two days"))


def _powers(role: Role, entry: Entry) -> list[Problem]:
    """Warn of words that are almost a power: they would open nothing, and nobody would notice."""
    found = []
    for word in role.may:
        if near := meant(word):
            message = f"`{word}` opens nothing on the site"
            found.append(Problem(entry.place("may"), message, f"did you mean `{near}`?", "warning"))
    return found


def _deputy_circles(draft: Draft, problems: list[Problem]) -> None:
    deputies = {role.id: role.deputy for _, role in draft.good("role") if role.deputy and role.deputy != role.id}
    told: set[str] = set()
    for start in deputies:
        seen: list[str] = []
        current: str | None = start
        while current is not None and current not in seen and current not in told:
            seen.append(current)
            current = deputies.get(current)
        if current is not None and current in seen:
            circle = seen[seen.index(current) :]
            place = draft.of("role")[circle[0]].place("deputy")
            message = f"deputies go round in a circle: {' → '.join([*circle, circle[0]])}"
            problems.append(Problem(place, message, "end the chain somewhere"))
        told.update(seen)


def _activity(draft: Draft, entry: Entry, activity: Activity, problems: list[Problem]) -> None:
    problems += _about(activity.about, entry.place("about"))
    for letter in _LETTERS:
        given = getattr(activity, letter)
        for number, who in enumerate((given,) if isinstance(given, str) else given):
            problems += _holder_of_letter(draft, who, activity.about or "", entry.place(letter, number))
    if not activity.responsible:
        problems.append(Problem(entry.place("responsible"), "nobody is responsible", "name at least one role"))
    for number, objective in enumerate(activity.protects):
        problems += _named(draft, "objective", objective, entry.place("protects", number))
    if activity.where and not activity.about:
        problems.append(
            Problem(entry.place("where"), "`where` needs `about`", "say what kind of thing, or leave it out")
        )
    _words(draft, entry, activity, problems)


def _about(about: str | None, place: Place) -> list[Problem]:
    if about is None or about in KINDS:
        return []
    table = TABLES.get(about)
    if table is not None:
        hint = f"write about: {table.asset_kind}" if table.asset_kind else "write the kind of thing, such as device"
        return [Problem(place, f"an activity is about a thing; `{about}` holds facts about things", hint)]
    near = suggest(about, KINDS)
    hint = f"did you mean `{near}`?" if near else f"known here: {listing(KINDS)}"
    return [Problem(place, f"unknown kind of thing `{about}`", hint)]


def _holder_of_letter(draft: Draft, who: str, about: str, place: Place) -> list[Problem]:
    if "@" in who:
        hint = "name a role here, and its holder in roles.yaml"
        return [Problem(place, f"an activity names positions, never a person (`{who}`)", hint)]
    if who in RELATIONS:
        fits = RELATIONS[who]
        if about in fits or (about and about not in KINDS):
            return []
        if not about:
            hint = "add about: … or name a role"
            return [Problem(place, f"`{who}` is a relation of a thing, and this activity is about none", hint)]
        return [Problem(place, f"a {about} has no `{who}`", f"it fits {listing(fits, 'or')}")]
    if who in draft.of("role"):
        return []
    known: Iterable[str] = RELATIONS if is_relation(who) else (*draft.of("role"), *RELATIONS)
    kind = "relation" if is_relation(who) else "role"
    near = suggest(who, known)
    hint = (
        f"did you mean `{near}`?" if near else f"relations are {listing(list(RELATIONS))}" if kind == "relation" else ""
    )
    return [Problem(place, f"unknown {kind} `{who}`", hint)]


def _words(draft: Draft, entry: Entry, activity: Activity, problems: list[Problem]) -> None:
    roles = draft.made("role")
    parties = {role.party for role in roles.values() if role.party} | set(PARTIES.values())
    wanted = []
    for _, who in activity.letters():
        party = EVERYONE if is_relation(who) else roles[who].party if who in roles else None
        enough = party in activity.words or PARTIES.get(who) in activity.words
        if party and not enough and party not in wanted:
            wanted.append(party)
    if wanted:
        message = f"no words for {listing(wanted)}, who {'hold' if len(wanted) > 1 else 'holds'} a letter"
        hint = f"add words: {{{wanted[0]}: …}}"
        problems.append(Problem(entry.place("words"), message, hint, "warning"))
    for party in activity.words:
        if party not in parties and party not in roles:
            near = suggest(party, parties)
            hint = f"did you mean `{near}`?" if near else "give a role this party"
            words = entry.node.at(("words",))
            problems.append(Problem(words.key_place(party), f"no role has the party `{party}`", hint, "warning"))


def _check(draft: Draft, entry: Entry, question: Check, problems: list[Problem]) -> None:
    problems += _named(draft, "activity", question.activity, entry.place("activity"))
    if question.habit is not None:
        problems += _named(draft, "habit", question.habit, entry.place("habit"))
    if question.fails is not None and question.sql is not None:
        problems.append(
            Problem(entry.place("sql"), "a check asks by `fails` or by `sql`, not both", "keep one of the two")
        )
    if question.fails is None and question.sql is None:
        problems.append(
            Problem(entry.node.place, "a check needs `fails` or `sql`", "add fails: … over the activity's things")
        )
    if question.sql is not None and question.applies is None:
        hint = "add applies: select device_id as asset_id from device"
        problems.append(Problem(entry.place("sql"), "`sql` needs `applies`, the things that are looked at", hint))
    if question.sql is None and question.applies is not None:
        problems.append(Problem(entry.place("applies"), "`applies` belongs to `sql`", "write where: … beside `fails`"))
    if question.sql is not None and question.where is not None:
        problems.append(Problem(entry.place("where"), "`where` belongs to `fails`", "put it into `applies`"))
    _check_about(draft, entry, question, problems)


def _check_about(draft: Draft, entry: Entry, question: Check, problems: list[Problem]) -> None:
    activity = draft.made("activity").get(question.activity)
    table = TABLES.get(question.about) if question.about is not None else None
    if question.about is not None and table is None:
        near = suggest(question.about, TABLES)
        hint = f"did you mean `{near}`?" if near else ""
        problems.append(Problem(entry.place("about"), f"unknown table `{question.about}`", hint))
    elif table is not None and table.closed:
        hint = "what it says of people is theirs alone; pages that need it ask for it themselves"
        problems.append(Problem(entry.place("about"), f"no check may look at `{table.name}`", hint))
    elif table is not None and not table.asset_id:
        hint = "ask by `sql`, which says which thing each row is about"
        problems.append(Problem(entry.place("about"), f"a row of `{table.name}` is about no thing", hint))
    if activity is None:
        return
    if question.fails is not None and question.about is None and activity.about is None:
        message = f"`fails` needs a kind of thing, and the activity `{activity.id}` is about none"
        problems.append(Problem(entry.place("fails"), message, "add about: …"))
    kind = table.asset_kind if table is not None else ""
    if kind and activity.about in TABLES and kind != activity.about:
        message = f"this asks about a {kind}, but the activity `{activity.id}` is about a {activity.about}"
        hint = "then nobody is found to answer; name an activity about the same kind"
        problems.append(Problem(entry.place("about"), message, hint, "warning"))


def _empty_roles(draft: Draft, problems: list[Problem]) -> None:
    """Say once which roles with a letter nobody holds: a run will show each as a hole."""
    used = {who for _, activity in draft.good("activity") for _, who in activity.letters()}
    empty = [
        (entry, role) for entry, role in draft.good("role") if role.id in used and not role.holders and not role.find
    ]
    if empty:
        names = listing([role.id for _, role in empty[:5]] + (["others"] if len(empty) > 5 else []))
        message = (
            f"nobody holds {plural(len(empty), 'role')} that {'have' if len(empty) > 1 else 'has'} a letter: {names}"
        )
        hint = "add holders: [{person: name@domain, from: …}]"
        problems.append(Problem(empty[0][0].node.place, message, hint, "warning"))


def _tickets(draft: Draft, problems: list[Problem]) -> None:
    if draft.settings is None or draft.settings_node is None:
        return
    for queue in draft.settings.tickets:
        for kind, field, names in (("activity", "activities", queue.activities), ("check", "checks", queue.checks)):
            for number, name in enumerate(names):
                place = draft.settings_node.at(("tickets", queue.name, field, number)).place
                problems += _named(draft, kind, name, place)


def _incidents(draft: Draft, problems: list[Problem]) -> None:
    """Look whether the place is there whose holidays an authority keeps."""
    if draft.settings is None or draft.settings_node is None:
        return
    where, places = draft.settings.incidents.holidays_at, sorted(draft.settings.holidays.keys() - {""})
    if where and where not in places:
        place = draft.settings_node.at(("incidents", "holidays_at")).place
        known = ", ".join(f"`{one}`" for one in places) or "none yet"
        problems.append(Problem(place, f"no holidays are known for `{where}`", f"add it to work.holidays_at ({known})"))


def _reports(draft: Draft, problems: list[Problem]) -> None:
    """Look at playbooks and at who opens seals: roles, habits, questions and answers that are named must be there."""
    taken: dict[str, str] = {}
    for entry, book in draft.good("playbook"):
        problems += playbook_shapes.problems(book, roles=draft.of("role"), habits=draft.of("habit"))
        for number, kind in enumerate(book.kinds):
            if taken.setdefault(kind, book.id) != book.id:
                message = f"`{kind}` has the playbook `{taken[kind]}` already"
                problems.append(Problem(entry.place("for", number), message, "leave it out of one of them"))
    if draft.settings is None or draft.settings_node is None:
        return
    answers = [answer for _, answer in draft.good("answer")]
    problems += answer_shapes.problems(answers, draft.settings.organisation.languages)
    if on_call := draft.settings.reports.on_call:
        place = draft.settings_node.at(("reports", "on_call")).place
        problems += _named(draft, "role", on_call, place)
        role = draft.made("role").get(on_call)
        if role is not None and _RESPOND not in role.may:
            message = f"`{on_call}` may not {_RESPOND}, so nobody would be called"
            problems.append(Problem(place, message, f"add {_RESPOND} to what it may"))
    for tool in draft.settings.reports.chat.values():
        if tool.accounts:
            place = draft.settings_node.at(("reports", "chat", tool.name, "accounts")).place
            problems += _named(draft, "source", tool.accounts, place)
    for officer in draft.settings.reports.officers.values():
        place = draft.settings_node.at(("reports", "officers", officer.id, "role")).place
        problems += _named(draft, "role", officer.role, place)
