"""Reports from chat tools: ``POST /report/hooks/<name>``, signed by the tool, answered so that only the sender sees it.

Nothing of who said it is written anywhere but in the report's own box. Whoever the people data do not know is taken
without a name. Teams answers in the channel, where others read: there it says thanks and where to go on, and no more.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import logging
from concurrent.futures import ThreadPoolExecutor

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from drystone.directory import addresses
from drystone.lib.errors import DrystoneError
from drystone.messages.carriers import asking
from drystone.messages.carriers.parcel import UndeliveredError
from drystone.messages.carriers.secrets import Secrets
from drystone.program.chat_model import ChatTool
from drystone.program.model import Program
from drystone.reports import (
    actions,
    belongings,
    books,
    chat_answers,
    chat_payloads,
    chat_senders,
    chat_signatures,
    first_words,
    keeping,
    looking,
    slips,
    words,
)
from drystone.reports.forwarding import LAST
from drystone.reports.models import NAMED, NAMELESS
from drystone.reports.pace import Pace
from drystone.shell import access, apis, site
from drystone.shell.viewer import Request

log = logging.getLogger("drystone.reports")

#: The most that a tool hands in at a time; a message in base64 too.
_MOST = 2_000_000
#: Seconds that Slack has to take an answer which has an address of its own.
_SECONDS = 5
_pace = Pace()
#: Answers that have an address of their own leave by these, and are kept nowhere: the address says who told.
_answering = ThreadPoolExecutor(2, thread_name_prefix="chat-answers")


@csrf_exempt
@access.page(access.anyone, methods=("POST",))
def chat(request: Request, name: str) -> HttpResponse:
    """Take what a chat tool hands in."""
    program = site.program()
    known = program.settings.reports.chat.get(name)
    if known is None:
        raise Http404
    body = _body(request)
    if body is None:
        return _refused(413, "more than any message holds")
    try:
        secrets = Secrets(program.root, site.served().environ).variable(known.secret_env)
    except UndeliveredError:
        log.error("the chat tool %s cannot be used: the variable of its secret is not set", name)  # Said whole.
        return _refused(503, "this chat tool is not set up")
    if not chat_signatures.holds(known, request.headers, body, secrets=secrets, now=request.now):
        return _refused(401, "no signature of the last five minutes that fits")
    try:
        handed = chat_payloads.read(known, body, number=request.headers.get("webhook-id", ""))
    except chat_payloads.UnreadableError:
        return _refused(400, "this is not what such a tool sends")
    if handed is None:
        return HttpResponse()
    if known.tool == "teams" and not chat_signatures.fresh(handed.moment, now=request.now):
        return _refused(401, "no signature of the last five minutes that fits")
    return _taken(known, handed, secrets, program, now=request.now)


def _body(request: HttpRequest) -> bytes | None:
    told = request.META.get("CONTENT_LENGTH") or "0"
    if not told.isdigit() or int(told) > _MOST or (request.content_type or "").startswith("multipart/"):
        return None
    return request.body


def _refused(status: int, detail: str) -> HttpResponse:
    return JsonResponse({"detail": detail, "where": "", "do": "", "more": []}, status=status)


def _taken(
    known: ChatTool, handed: chat_payloads.Handed, secrets: str, program: Program, *, now: dt.datetime
) -> HttpResponse:
    person_id = chat_senders.person_of(handed, known)
    with translation.override(_language(person_id, handed, program)):
        said: chat_answers.Said
        if not (handed.text or handed.kind or handed.message):
            said = chat_answers.Help()
        else:
            try:
                first_words.refuse_wrongdoing(handed.text, program, sure=handed.sure)
                said = _told(known, handed, person_id, secrets, now=now)
            except DrystoneError as error:
                said = chat_answers.Refused(error, apis.status_of(error), program.settings.reports.call)
        return _answered(known, handed, said)


def _told(
    known: ChatTool, handed: chat_payloads.Handed, person_id: str, secrets: str, *, now: dt.datetime
) -> chat_answers.Taken:
    program = site.program()
    kind = handed.kind or slips.kind_of(handed.text) or "looks-odd"
    book = books.of(kind, program)
    language = translation.get_language() or "en"
    data = handed.message if person_id else b""
    told = actions.Told(
        kind=kind if kind in words.TITLES else "something-else",
        way="chat",
        known=NAMED if person_id else NAMELESS,
        person_id=person_id,
        when=handed.when if handed.when in words.WHENS else "",
        text=handed.text,
        things=belongings.likely(belongings.of(person_id)),
        messages=(actions.Carried(data, looking.look(data, program, language=language)),) if data else (),
        playbook_id=book.id if book else "",
        urgency=books.urgency(kind, program) if _fits(handed, person_id, now) else LAST,
        language=language,
        # A code is drawn from it, so nobody may work it out who knows when somebody wrote what.
        once=hmac.new(secrets.split()[0].encode(), f"{known.name} {handed.event}".encode(), hashlib.sha256).hexdigest(),
    )
    with keeping.kept():
        taken = actions.take(told, now=now)
    first = first_words.after(taken, told, books.case({}, told.things, alone=not person_id), program=program, now=now)
    return chat_answers.Taken(first, taken.report_id if person_id else "")


def _fits(handed: chat_payloads.Handed, person_id: str, now: dt.datetime) -> bool:
    return _pace.fits(f"{handed.account} {handed.email}", now=now, known=bool(person_id))


def _language(person_id: str, handed: chat_payloads.Handed, program: Program) -> str:
    reached = addresses.reach([person_id]).get(person_id) if person_id else None
    spoken = program.settings.organisation.languages
    wished = handed.language if handed.language in spoken else ""
    return (reached.language if reached else "") or wished or spoken[0]


def _answered(known: ChatTool, handed: chat_payloads.Handed, said: chat_answers.Said) -> HttpResponse:
    if known.tool == "signed":
        return JsonResponse(said.as_json(), status=said.status)
    if known.tool == "teams":
        return JsonResponse({"type": "message", "text": said.in_public()})
    answer = chat_answers.slack(said)
    if not handed.account or not handed.event.startswith("message "):
        return JsonResponse(answer)
    if handed.answer_at:
        _answering.submit(_answer, handed.answer_at, {**answer, "replace_original": False})
    return HttpResponse()


def _answer(url: str, answer: dict[str, object]) -> None:
    """Say it where Slack shows it to nobody else. Where that fails the report stands all the same."""
    try:
        asking.check("Slack", asking.ask("Slack", "POST", url, seconds=_SECONDS, json=answer))
    except UndeliveredError as error:
        log.warning("an answer to a chat tool could not be given: %s", error)
