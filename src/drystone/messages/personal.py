"""What this room keeps about people: declared for the privacy pack."""

from __future__ import annotations

from drystone.audit.personal import NOT_PERSONAL, Declared

_SEND = "to bring a message to one person"
_MONTH = "30 days after it was written (messages.sending)"
_TALK = "so that questions find answers"
_MEMBERS = "those who take part in the thread"
_THREAD = "a year after the thread was closed, or two after the last word in it (messages.actions)"

DECLARED: dict[str, Declared] = {
    "Message.id": NOT_PERSONAL,
    "Message.person_id": Declared("whom a message is for", _SEND, "nobody", _MONTH),
    "Message.channel": NOT_PERSONAL,
    "Message.purpose": Declared("what a message is for", _SEND, "nobody", _MONTH),
    "Message.subject": Declared("what a message is called", _SEND, "its person", _MONTH),
    "Message.text": Declared(
        "what a message says", _SEND, "its person", f"{_MONTH}; a one-time code's or link's at once when it was sent"
    ),
    "Message.status": NOT_PERSONAL,
    "Message.tries": NOT_PERSONAL,
    "Message.not_before": NOT_PERSONAL,
    "Message.expires": NOT_PERSONAL,
    "Message.created_at": Declared("when a message was written", _SEND, "nobody", _MONTH),
    "Message.sent_at": Declared("when a message left", _SEND, "nobody", _MONTH),
    "Message.error": NOT_PERSONAL,
    "Thread.thread_id": NOT_PERSONAL,
    "Thread.about_kind": NOT_PERSONAL,
    "Thread.about_id": Declared("the thing that a question is about", _TALK, _MEMBERS, _THREAD),
    "Thread.subject": Declared("what a question is called", _TALK, _MEMBERS, _THREAD),
    "Thread.opened_by": Declared("who asked", _TALK, _MEMBERS, _THREAD),
    "Thread.opened_at": Declared("when they asked", _TALK, _MEMBERS, _THREAD),
    "Thread.closed_by": Declared("who settled it", _TALK, _MEMBERS, _THREAD),
    "Thread.closed_at": Declared("when it was settled", _TALK, _MEMBERS, _THREAD),
    "Participant.id": NOT_PERSONAL,
    "Participant.thread": NOT_PERSONAL,
    "Participant.person_id": Declared("who takes part", _TALK, _MEMBERS, _THREAD),
    "Participant.role": Declared("whether they asked or answer", _TALK, _MEMBERS, _THREAD),
    "Participant.last_read_at": Declared(
        "when they looked last", "to mark what is new for them", "the person", _THREAD
    ),
    "Participant.told_at": Declared("when a mail last told them", "so that they are told once", "nobody", _THREAD),
    "Post.id": NOT_PERSONAL,
    "Post.thread": NOT_PERSONAL,
    "Post.by": Declared("who wrote", _TALK, _MEMBERS, _THREAD),
    "Post.at": Declared("when they wrote", _TALK, _MEMBERS, _THREAD),
    "Post.text": Declared("what they wrote", _TALK, _MEMBERS, _THREAD),
}
