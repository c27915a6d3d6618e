"""From checked shapes to the program's frozen objects, with the place of every part that may be wrong later."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from drystone.program import (
    answer_shapes,
    channel_model,
    channel_shapes,
    model,
    playbook_shapes,
    settings_shape,
    shapes,
)
from drystone.program.answer_model import Answer
from drystone.program.chat_model import ChatTool
from drystone.program.consequence_model import Agreement, Asked, Hook
from drystone.program.consequence_shapes import AgreementShape, ConsequenceShape, HookShape
from drystone.program.model import Place
from drystone.program.playbook_model import Playbook
from drystone.program.report_model import Channel, Officer, Reports
from drystone.program.report_shapes import ReportsShape
from drystone.program.settings_shape import DrystoneShape
from drystone.program.ticket_model import TicketQueue
from drystone.program.ticket_shapes import TicketQueueShape
from drystone.program.tree import Node


def places(node: Node, prefix: str = "") -> dict[str, Place]:
    """Return the place of every value below a mapping by its dotted path: ``where``, ``responsible.0``."""
    found: dict[str, Place] = {}
    pairs: Iterable[tuple[Any, Node]] = ()
    if node.entries is not None:
        pairs = node.entries.items()
    elif node.items is not None:
        pairs = enumerate(node.items)
    for key, child in pairs:
        path = f"{prefix}{key}"
        found[path] = child.place
        found.update(places(child, f"{path}."))
    return found


def settings(shape: DrystoneShape) -> model.Settings:
    """Make the settings."""
    made = model.Settings(
        organisation=model.Organisation(
            shape.organisation.name,
            tuple(shape.organisation.domains),
            shape.organisation.time_zone,
            tuple(shape.organisation.languages),
            shape.organisation.written_in or next(iter(shape.organisation.languages), "en"),
        ),
        lake=model.LakeSettings(shape.lake.path, shape.lake.keep_days),
        state=model.StateSettings(shape.state.url_env, shape.state.path),
        engine=model.EngineSettings(
            shape.engine.kind, shape.engine.threads, shape.engine.memory, shape.engine.check_seconds
        ),
        authority=model.Authority(
            shape.authority.fallback,
            shape.authority.trial_days,
            shape.authority.consult_days,
            shape.authority.handover_days,
        ),
        ownership=model.Ownership(tuple(shape.ownership.claims), shape.ownership.max_age),
        shrink=shape.sources.shrink,
        work_days=shape.work.days,
        work_hours=shape.work.hours,
        work_quiet=tuple(shape.work.quiet),
        holidays={"": tuple(shape.work.holidays), **{at: tuple(on) for at, on in shape.work.holidays_at.items()}},
        calendars={name: tuple(places) for name, places in sorted(shape.work.calendars.items())},
        reminders=_reminders(shape.reminders),
        patched_by=tuple((rule.where, rule.by) for rule in shape.patched_by),
        site=model.SiteSettings(shape.site.url, shape.site.run_every, shape.site.not_now),
        sign_in=_sign_in(shape.sign_in),
        matrix=_matrix(shape.matrix),
        **_speaking_up(shape),
        **_post(shape),
        **_following(shape),
    )
    given = {severity: getattr(shape.due, severity) for severity in model.SEVERITIES}
    due = {severity: tuple(given[severity] or made.due[severity]) for severity in model.SEVERITIES}
    return replace(made, due=due)


def _speaking_up(shape: DrystoneShape) -> dict[str, Any]:
    """How people tell of what went wrong, what is run then, and what is kept from whom."""
    return {
        "reports": _reports(shape.reports),
        "incidents": shape.incidents.made(),
        "privacy": model.Privacy(
            shape.privacy.group_floor,
            shape.privacy.keep_looks,
            shape.privacy.keep_leavers,
            shape.privacy.managers_see or "",
        ),
    }


def _following(shape: DrystoneShape) -> dict[str, Any]:
    """What follows where nothing happens, by what, and what was agreed about it."""
    return {
        "consequence": _asked(shape.consequence),
        "hooks": {name: _hook(name, hook) for name, hook in sorted(shape.hooks.items())},
        "agreements": tuple(_agreement(name, agreed) for name, agreed in sorted(shape.agreements.items())),
    }


def _post(shape: DrystoneShape) -> dict[str, Any]:
    """How messages go out and letters come in."""
    return {
        "channels": _channels(shape.channels),
        "choice": _choice(shape.channels),
        "tickets": tuple(_queue(name, queue) for name, queue in sorted(shape.tickets.items())),
        "mailboxes": tuple(box.made(name) for name, box in sorted(shape.mailboxes.items())),
        "receiver": shape.receiver.made() if shape.receiver else None,
    }


def _reminders(shape: settings_shape.RemindersShape) -> model.Reminders:
    return model.Reminders(shape.on, shape.per_week, shape.groups, tuple(shape.waits), shape.lessons, shape.trials)


def _matrix(shape: settings_shape.MatrixShape) -> model.MatrixSettings:
    told = shape.positions.model_dump(by_alias=True)
    positions = {kind: tuple(roles) for kind, roles in told.items() if roles}
    return model.MatrixSettings(tuple(shape.profiles), shape.small_team, shape.implementation_group, positions)


def _reports(shape: ReportsShape) -> Reports:
    told = shape.wrongdoing
    return Reports(
        next_word=shape.next_word,
        urgent_word=shape.urgent_word,
        keep_messages=shape.keep_messages,
        keep_sealed=shape.keep_sealed,
        address=shape.address or "",
        call=shape.call or "",
        wrongdoing=Channel(told.name or "", told.url or "", told.words or "") if told else Channel(),
        on_call=shape.on_call or "",
        keep_deliveries=shape.keep_deliveries,
        tell_recipients=shape.tell_recipients,
        officers={name: Officer(name, one.role, one.key) for name, one in sorted(shape.officers.items())},
        chat={
            name: ChatTool(name, one.tool, one.secret_env, one.accounts or "", one.answers)
            for name, one in sorted(shape.chat.items())
        },
    )


def _sign_in(shape: settings_shape.SignInShape) -> model.SignIn:
    providers = tuple(model.Provider(**provider.model_dump()) for provider in shape.providers)
    return model.SignIn(shape.second_factor, tuple(shape.ways), providers, shape.idle, shape.shared_idle)


_CHANNELS: dict[channel_model.ChannelName, type[channel_model.Channel]] = {
    "email": channel_model.EmailChannel,
    "slack": channel_model.SlackChannel,
    "teams": channel_model.TeamsChannel,
    "webhook": channel_model.WebhookChannel,
    "apprise": channel_model.AppriseChannel,
    "text": channel_model.TextChannel,
    # The last: whoever is reached by another way need not come by.
    "screen": channel_model.ScreenChannel,
}


def _channels(shape: channel_shapes.ChannelsShape) -> dict[channel_model.ChannelName, channel_model.Channel]:
    given = {name: getattr(shape, name) for name in _CHANNELS}
    return {
        name: _CHANNELS[name](**written.model_dump(exclude={"kind"}))
        for name, written in given.items()
        if written is not None
    }


def _choice(shape: channel_shapes.ChannelsShape) -> channel_model.Choice:
    """Text messages cost money: they are among the usual ways only where the program says so."""
    reaching = [name for name, channel in _channels(shape).items() if channel_model.reaches_people(channel)]
    usual = [name for name in reaching if name != "text"]
    return channel_model.Choice(tuple(shape.order or usual), tuple(shape.rhythms))


def _queue(name: str, shape: TicketQueueShape) -> TicketQueue:
    told = shape.model_dump() | {"activities": tuple(shape.activities), "checks": tuple(shape.checks)}
    return TicketQueue(name=name, **told)


def _asked(shape: ConsequenceShape) -> Asked:
    return Asked(shape.strategy, shape.hook, shape.after, shape.warn)


def _hook(name: str, shape: HookShape) -> Hook:
    return Hook(name=name, **shape.model_dump() | {"command": tuple(shape.command)})


def _agreement(name: str, shape: AgreementShape) -> Agreement:
    return Agreement(name, shape.name, shape.day, tuple(shape.scope), shape.until)


def objective(shape: shapes.ObjectiveShape, node: Node) -> model.Objective:
    """Make an objective."""
    return model.Objective(
        shape.id, shape.name, node.place, words=shape.words or "", owner=shape.owner, criticality=shape.criticality
    )


def habit(shape: shapes.HabitShape, node: Node) -> model.Habit:
    """Make a habit."""
    return model.Habit(
        shape.id,
        shape.name,
        node.place,
        words=shape.words or "",
        why=shape.why or "",
        translations={
            language: model.HabitText(text.name, text.words or "", text.why or "")
            for language, text in shape.translations.items()
        },
        shown={how: text for how, text in shape.shown or () if text is not None},
    )


def role(shape: shapes.RoleShape, node: Node) -> model.Role:
    """Make a role; without a name it is called as its id reads."""
    return model.Role(
        id=shape.id,
        name=shape.name or shape.id.replace("-", " ").capitalize(),
        place=node.place,
        holders=tuple(
            model.Holder(holder.person, node.at(("holders", number)).place, holder.since, holder.until)
            for number, holder in enumerate(shape.holders)
        ),
        deputy=shape.deputy,
        each=shape.each,
        find=shape.find,
        may=tuple(shape.may),
        granted_by=shape.granted_by,
        screening=tuple(shape.screening),
        competence=_competence(shape.competence),
        party=shape.party,
        external=shape.external,
    )


def _competence(shape: shapes.CompetenceShape | None) -> model.Competence | None:
    if shape is None:
        return None
    plan = shape.plan
    return model.Competence(
        needs=tuple(shape.needs),
        has=tuple(shape.has),
        basis=shape.basis or "",
        looked_at=shape.looked_at,
        plan_by=plan.by if plan else None,
        plan=(plan.how or "") if plan else "",
    )


def activity(shape: shapes.ActivityShape, node: Node) -> model.Activity:
    """Make an activity."""
    return model.Activity(
        id=shape.id,
        name=shape.name,
        place=node.place,
        accountable=shape.accountable,
        responsible=tuple(shape.responsible),
        consulted=tuple(shape.consulted),
        informed=tuple(shape.informed),
        about=shape.about,
        where=shape.where,
        protects=tuple(shape.protects),
        held_by=shape.held_by,
        standing=shape.standing,
        csf=tuple(shape.csf),
        cis=tuple(shape.cis),
        words=shape.words,
        attest=shape.attest,
        places=places(node),
    )


def check(shape: shapes.CheckShape, node: Node) -> model.Check:
    """Make a check."""
    return model.Check(
        id=shape.id,
        activity=shape.activity,
        title=model.Titles(shape.title.passed, shape.title.failed, shape.title.unknown),
        severity=shape.severity,
        place=node.place,
        about=shape.about,
        where=shape.where,
        fails=shape.fails,
        sql=shape.sql,
        applies=shape.applies,
        due=shape.due,
        habit=shape.habit,
        why=shape.why or "",
        fix=shape.fix,
        minutes=shape.minutes,
        settle=shape.settle,
        consequence=_asked(shape.consequence) if shape.consequence else None,
        places=places(node),
    )


def source(shape: shapes.SourceShape, node: Node) -> model.Source:
    """Make a source; its feeds keep the order in which they are written."""
    feeds = []
    for table, given in shape.feeds.items():
        for number, feed in enumerate(given):
            at = node.at(("feeds", table, number))
            found = places(at)
            columns = {column: found.get(f"select.{column}", at.place) for column in feed.select}
            where = {"where": found["where"]} if "where" in found else {}
            feeds.append(model.Feed(table, feed.select, at.place, where=feed.where, places={**columns, **where}))
    return model.Source(
        id=shape.id,
        kind=shape.kind,
        place=node.place,
        location=shape.location,
        key=tuple(shape.key),
        rank=shape.rank,
        fresh=shape.fresh,
        covers=shape.covers,
        feeds=tuple(feeds),
        options=dict(shape.model_extra or {}),
        places=places(node),
    )


def playbook(shape: playbook_shapes.PlaybookShape, node: Node) -> Playbook:
    """Make a playbook."""
    return playbook_shapes.made(shape, node, places(node))


def answer(shape: answer_shapes.AnswerShape, node: Node) -> Answer:
    """Make an answer."""
    return answer_shapes.made(shape, node, places(node))
