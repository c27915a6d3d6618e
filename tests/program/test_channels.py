"""How messages leave, as the program says it: what is taken, and the words for what is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from drystone.program import Loaded
from drystone.program.model import EmailChannel, TextChannel

TOML = 'schema = 1\n[organisation]\nname = "Fenwick"\n[authority]\nfallback = "security-lead"\n'
EMAIL = '[channels.email]\nhost = "mail.fenwick.example"\nfrom = "drystone@fenwick.example"\n'
TEXT = '[channels.text]\nurl = "https://gateway.example/send"\nbody = {to = "{to}", text = "{text}"}\n'


def test_channels_are_read_with_their_defaults(loaded: Callable[..., Loaded]) -> None:
    answer = loaded({"drystone.toml": TOML + EMAIL + TEXT})
    assert answer.problems == ()
    assert answer.program is not None
    assert answer.program.settings.channels == {
        "email": EmailChannel("mail.fenwick.example", "drystone@fenwick.example"),
        "text": TextChannel("https://gateway.example/send", {"to": "{to}", "text": "{text}"}),
    }


def test_a_body_may_be_written_as_json(loaded: Callable[..., Loaded]) -> None:
    body = """body = '{"messages": [{"to": ["{to}"], "text": "{text}"}]}'\n"""
    written = TEXT.replace('body = {to = "{to}", text = "{text}"}\n', body)
    program = loaded({"drystone.toml": TOML + written}).program
    assert program is not None
    channel = program.settings.channels["text"]
    assert isinstance(channel, TextChannel)
    assert channel.body == {"messages": [{"to": ["{to}"], "text": "{text}"}]}


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ('[channels.sms]\nurl = "x"\n', "unknown key `sms`"),
        (EMAIL.replace("host", "hots"), "`host` is missing"),
        (EMAIL + "starttls = false\n", "`starttls` and `tls` are both off, so messages would travel in the clear"),
        (EMAIL + 'user = "drystone"\n', "needs both: user (or user_env) and password_env (or _file)"),
        (EMAIL + 'user = "drystone"\npassword = "stone"\n', "`password` would write a secret into the program"),
        (EMAIL.replace("drystone@", "Drystone <drystone@"), "`channels.email.from` cannot be"),
        (TEXT.replace("https:", "http:"), "`url` begins with http://, so codes would travel in the clear"),
        (TEXT.replace("gateway", "me:stone@gateway"), "`url` holds a password"),
        (TEXT.replace('to = "{to}", ', ""), "`body` never says {to}"),
        (
            TEXT.replace('{to = "{to}", text = "{text}"}', "'{\"to\": }'"),
            "`body` is not JSON: Expecting value at line 1",
        ),
        (TEXT + 'headers = {Authorization = "abc"}\n', "`Authorization` would write a secret into the program"),
        (TEXT + 'country = "+49"\n', "`channels.text.country` cannot be `+49`"),
        (EMAIL + 'dkim_selector = "wall"\n', "letters are signed with both"),
        (EMAIL + 'dkim_selector = "w"\ndkim_key_file = "k"\ndkim_domain = "else.example"\n', "proves nothing"),
        ("[channels.slack]\n", "Slack needs token_env"),
        ('[channels]\norder = ["slack"]\n[channels.slack]\nwebhook_env = "A"\n', "writes to a room"),
        ('[channels]\nrhythms = ["daily", "daily"]\n', "names one of them twice"),
        (
            '[tickets.it]\nkind = "github"\nurl = "https://a.test"\nproject = "x"\ntoken_env = "T"\nchecks = ["c"]\n',
            "owner/name",
        ),
        (
            '[tickets.it]\nkind = "jira"\nurl = "https://a.example"\nproject = "X"\ntoken_env = "T"\nchecks = ["c"]\n',
            "unknown check `c`",
        ),
        (TEXT.replace('"{to}"', '["{to}"]') + 'encoding = "form"\n', "a form has only texts"),
    ],
)
def test_a_channel_that_cannot_be_meant_is_told(loaded: Callable[..., Loaded], written: str, words: str) -> None:
    told = [str(problem) for problem in loaded({"drystone.toml": TOML + written}).problems]
    assert any(words in line for line in told), told
    assert all(line.startswith("drystone.toml:") for line in told)
    assert not any("stone@gateway" in line or '"stone"' in line for line in told)
