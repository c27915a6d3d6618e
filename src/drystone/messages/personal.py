"""What this room keeps about people: declared for the privacy pack."""

from __future__ import annotations

from drystone.audit.personal import NOT_PERSONAL, Declared

_SEND = "to bring a message to one person"
_MONTH = "30 days after it was written (messages.sending)"
_DEAD = "so that the next channel is used"
_MONTH_DEAD = "30 days, then the address is tried again (messages.moving)"
_CHOSE = "so that people are written to as they like"
_CHOSEN = "until they choose otherwise, or the day after they left (messages.choosing)"
_CALENDAR = "to offer a time for things that take time"
_INVITED = "30 days after the time ended (messages.invitations)"
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
    "Message.number": NOT_PERSONAL,
    "Message.key": NOT_PERSONAL,
    "Message.document": Declared("what a message says, as a structure", _SEND, "its person", _MONTH),
    "Message.calendar": Declared("the time that an invitation offers", _SEND, "its person", _MONTH),
    "Message.urgent": NOT_PERSONAL,
    "Message.rank": NOT_PERSONAL,
    "Message.fixed": NOT_PERSONAL,
    "Message.passed": NOT_PERSONAL,
    "Message.taken": NOT_PERSONAL,
    "Message.again": NOT_PERSONAL,
    "Message.due_at": NOT_PERSONAL,
    "Message.receipt": Declared("what a channel calls a message", "to find it there", "nobody", _MONTH),
    "ChannelState.channel": NOT_PERSONAL,
    "ChannelState.failures": NOT_PERSONAL,
    "ChannelState.failing_since": NOT_PERSONAL,
    "ChannelState.closed_until": NOT_PERSONAL,
    "ChannelState.error": NOT_PERSONAL,
    "ChannelState.worked_at": NOT_PERSONAL,
    "ChannelState.minute": NOT_PERSONAL,
    "ChannelState.in_minute": NOT_PERSONAL,
    "Preference.invited": Declared("whether mails bring times for their calendar", _CHOSE, "its person", _CHOSEN),
    "DeadAddress.id": NOT_PERSONAL,
    "DeadAddress.person_id": Declared("whom a channel could not find", _DEAD, "its person", _MONTH_DEAD),
    "DeadAddress.channel": Declared("which channel that was", _DEAD, "its person", _MONTH_DEAD),
    "DeadAddress.digest": Declared("a digest of the address at which nobody was", _DEAD, "nobody", _MONTH_DEAD),
    "DeadAddress.error": NOT_PERSONAL,
    "DeadAddress.at": NOT_PERSONAL,
    "Preference.person_id": Declared("who chose how to be written to", _CHOSE, "its person", _CHOSEN),
    "Preference.channel": Declared("the channel that they chose", _CHOSE, "its person", _CHOSEN),
    "Preference.rhythm": Declared("the rhythm that they chose", _CHOSE, "its person", _CHOSEN),
    "Preference.off": Declared("the kinds of messages that they ended", _CHOSE, "its person", _CHOSEN),
    "Preference.secret": Declared("what the address holds that ends a kind", _CHOSE, "nobody", _CHOSEN),
    "Calendar.person_id": Declared("who has a calendar", _CALENDAR, "its person", _CHOSEN),
    "Calendar.digest": Declared("a digest of their calendar's address", _CALENDAR, "nobody", _CHOSEN),
    "Calendar.named": Declared("whether it names their things", _CALENDAR, "its person", _CHOSEN),
    "Calendar.made_at": Declared("when it was made", _CALENDAR, "its person", _CHOSEN),
    "Invitation.id": NOT_PERSONAL,
    "Invitation.person_id": Declared("who was invited to a time", _CALENDAR, "nobody", _INVITED),
    "Invitation.key": NOT_PERSONAL,
    "Invitation.uid": NOT_PERSONAL,
    "Invitation.sequence": NOT_PERSONAL,
    "Invitation.slot": Declared("the time, and what it is for", _CALENDAR, "its person", _INVITED),
    "Invitation.withdrawn_at": NOT_PERSONAL,
    "Invitation.ends": NOT_PERSONAL,
    "Thread.waits_until": NOT_PERSONAL,
    "Thread.nudged": NOT_PERSONAL,
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
