"""Who held a position stays known by key; the name goes when what is kept of leavers ends."""

from __future__ import annotations

import datetime as dt

from served import NOW, Served

TODAY = NOW.date()
KEEP = dt.timedelta(days=90)


def test_history_keeps_position_and_key_and_the_name_only_as_long_as_leavers_are_kept(served: Served) -> None:
    from drystone.directory import tenures
    from drystone.directory.models import Holding, Person, Tenure
    from drystone.shell import site

    Tenure.objects.all().delete()
    head = Holding.objects.exclude(step="fallback").get(position_id="it-head")
    gone, new = served.person(head.person_id), served.people["colleague"]
    with site.reading() as engine:
        assert tenures.follow(engine, on=TODAY) == Holding.objects.exclude(step="fallback").count()
        Holding.objects.filter(pk=head.pk).update(person_id=new, step="deputy")
        later = TODAY + dt.timedelta(days=3)
        assert [tenures.follow(engine, on=later) for _ in range(2)] == [2, 0]
    Person.objects.filter(person_id=gone.person_id).update(status="left")

    def told(on: dt.date) -> list[tuple[str, str, dt.date | None]]:
        found = tenures.of("it-head", today=on, keep_leavers=KEEP)
        return [(one.person_id, one.name, one.ended_on) for one in found]

    (stands_in, before) = told(later)
    assert stands_in == (new, served.person(new).name, None)
    assert before == (gone.person_id, gone.name, later)
    assert Tenure.objects.get(person_id=gone.person_id, position_id="it-head").began_on < TODAY  # As the program says.
    assert told(later + KEEP + dt.timedelta(days=1))[1] == (gone.person_id, "", later)

    page = "/things/position/it-head"
    assert gone.name in served.client("editor").get(page).content.decode()
    for who, shown in (("auditor", True), ("employee", False)):
        text = served.client(who).get(page).content.decode()
        assert gone.name not in text
        assert (gone.person_id in text) is shown
