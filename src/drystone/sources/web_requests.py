"""Requests to an API: signed in, bounded in time and size, patient with limits, and never lured to another host."""

from __future__ import annotations

import email.utils
import random
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from urllib.parse import urljoin, urlsplit

import httpx

from drystone.lib.errors import SourceError
from drystone.sources.options import Options
from drystone.sources.web_addresses import check_address, origin
from drystone.sources.web_sign_in import SignIn

_CHUNK = 64 * 1024
_AGAIN = {408, 429, 500, 502, 503, 504}
_REDIRECTS = {301, 302, 303, 307, 308}
_MOST_REDIRECTS = 5
_ADVICE = {
    400: "Check `params`.",
    401: "Check the secret that `auth` names: it may have run out.",
    403: "Give the account that `auth` names the right to read this.",
    404: "Check `url`.",
}


class StoppedError(SourceError):
    """Fetching stopped before its end for a reason that a later run may not meet."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one source: pages, bytes (``size``) and seconds in all; of one: seconds, retries, first wait."""

    pages: int = 10_000
    size: int = 4 * 1024**3
    seconds: float = 1_800
    timeout: float = 30
    retries: int = 5
    wait: float = 1
    longest_wait: float = 300

    @classmethod
    def of(cls, options: Options) -> Limits:
        """Read ``limits``: pages, mb, seconds, timeout, retries, wait, longest_wait."""
        given = options.mapping("limits")
        given.allow({"pages", "mb", "seconds", "timeout", "retries", "wait", "longest_wait"})
        usual = cls()
        return cls(
            pages=given.whole("pages", usual.pages),
            size=int(given.number("mb", usual.size / 1024**2) * 1024**2),
            seconds=given.number("seconds", usual.seconds),
            timeout=given.number("timeout", usual.timeout),
            retries=given.whole("retries", usual.retries),
            wait=given.number("wait", usual.wait),
            longest_wait=given.number("longest_wait", usual.longest_wait),
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the address it came from, its headers, and how many bytes were written."""

    url: str
    headers: Mapping[str, str]
    size: int
    next_link: str


class Requests:
    """One source's requests to one origin. Use it as a context."""

    def __init__(
        self,
        options: Options,
        sign_in: SignIn,
        *,
        environ: Mapping[str, str],
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.limits = Limits.of(options)
        self._where = options.where
        self._url = options.text("url")
        self._sign_in = sign_in
        self._sleep = sleep
        self._deadline = time.monotonic() + self.limits.seconds
        self._bytes = 0
        check_address(self._url, options.where, secret=sign_in.sends_secret)
        self._client = httpx.Client(
            verify=_trust(options, environ),
            timeout=self.limits.timeout,
            headers={"User-Agent": "drystone", "Accept": "application/json", **_headers(options)},
            follow_redirects=False,
            trust_env=False,
            proxy=_proxy(self._url, environ),
        )

    def __enter__(self) -> Requests:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def get(self, url: str, params: Mapping[str, str | list[str]], target: Path) -> Answer:
        """Write the answer's body to ``target``; repeat what a wait may mend.

        Raises StoppedError where patience or a bound ended it, SourceError where repeating is no use.
        """
        for attempt in range(self.limits.retries + 1):
            try:
                return self._follow(url, params, target)
            except _RepeatError as trouble:
                last = trouble
                if attempt < self.limits.retries:
                    self._wait(self._pause(attempt, trouble.wait), trouble.reason)
        raise self._stopped(f"{last.reason}, {self.limits.retries + 1} times", "Run again later; it goes on from here.")

    def _follow(self, url: str, params: Mapping[str, str | list[str]], target: Path) -> Answer:
        for _ in range(_MOST_REDIRECTS + 1):
            answer = self._once(url, params, target)
            if isinstance(answer, Answer):
                return answer
            url, params = self.on_same_origin(answer), {}
        raise SourceError("the API redirects in a circle", where=self._where, do="Check `url`.")

    def on_same_origin(self, link: str, base: str = "") -> str:
        """Return a link in full. Raises SourceError where it leads elsewhere: secrets go only where they belong."""
        try:
            full = urljoin(base or self._url, link)
            same = origin(full) == origin(self._url)
        except ValueError:
            full, same = link[:200], False
        if not same:
            raise SourceError(
                f"the API points to another place: {full[:200]}",
                where=self._where,
                do="If that is where the data is, write that address as `url`.",
            )
        return full

    def _once(self, url: str, params: Mapping[str, str | list[str]], target: Path) -> Answer | str:
        """Return the answer, or the address of a redirect."""
        if time.monotonic() > self._deadline:
            raise self._stopped(f"it took longer than {self.limits.seconds:g} s", "Raise limits.seconds.")
        try:
            request = self._client.build_request("GET", _with(url, params), headers=self._sign_in.headers(self._client))
            response = self._client.send(request, stream=True)
            try:
                return self._judge(response, target)
            finally:
                response.close()
        except httpx.InvalidURL as error:
            raise SourceError(f"the address cannot be used: {error}", where=self._where, do="Check `url`.") from error
        except httpx.TransportError as error:
            reason = str(error) or type(error).__name__
            raise _RepeatError(f"{urlsplit(url).hostname} could not be reached ({reason})") from error
        except httpx.DecodingError as error:
            raise _RepeatError(f"the answer of {urlsplit(url).hostname} is damaged ({error})") from error

    def _judge(self, response: httpx.Response, target: Path) -> Answer | str:
        status = response.status_code
        if status in _REDIRECTS and "location" in response.headers:
            return response.headers["location"]
        if status == httpx.codes.UNAUTHORIZED and self._sign_in.renew():
            raise _RepeatError("the token had run out", wait=0)
        limited = status == httpx.codes.FORBIDDEN and response.headers.get("x-ratelimit-remaining") == "0"
        if status in _AGAIN or limited:
            raise _RepeatError(f"the API answered {status}", wait=_asked_wait(response.headers))
        if status != httpx.codes.OK:
            do = _ADVICE.get(status, "See what the API's own documentation says about this answer.")
            raise SourceError(f"the API answered {status} {response.reason_phrase}", where=self._where, do=do)
        size = self._save(response, target)
        link = response.links.get("next", {}).get("url", "")
        return Answer(str(response.url), dict(response.headers), size, link)

    def _save(self, response: httpx.Response, target: Path) -> int:
        size = 0
        with target.open("wb") as out:
            for chunk in response.iter_bytes(_CHUNK):
                size += len(chunk)
                if self._bytes + size > self.limits.size:
                    most = self.limits.size // 1024**2
                    raise self._stopped(f"the API sent more than {most:,} MB", "Ask for less, or raise limits.mb.")
                if time.monotonic() > self._deadline:
                    raise self._stopped(f"it took longer than {self.limits.seconds:g} s", "Raise limits.seconds.")
                out.write(chunk)
        self._bytes += size
        return size

    def _pause(self, attempt: int, asked: float | None) -> float:
        """Return how long to wait: as long as the API asks, else twice as long each time, with jitter."""
        if asked is not None:
            return asked
        return float(self.limits.wait * 2**attempt * random.uniform(0.5, 1.0))  # noqa: S311 — jitter, no secret.

    def _wait(self, seconds: float, reason: str) -> None:
        if seconds > self.limits.longest_wait or time.monotonic() + seconds > self._deadline:
            raise self._stopped(f"{reason} and asks to wait {seconds:,.0f} s", "Run again then; it goes on from here.")
        self._sleep(seconds)

    def _stopped(self, what: str, do: str) -> StoppedError:
        return StoppedError(what, where=self._where, do=do)


class _RepeatError(Exception):
    """A request that may succeed when it is repeated; ``wait`` is what the API asks for, in seconds."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.wait = wait


def _with(url: str, params: Mapping[str, str | list[str]]) -> httpx.URL:
    """Return the address with parameters added; those that it has already and are named anew are replaced."""
    return httpx.URL(url).copy_merge_params(dict(params)) if params else httpx.URL(url)


def _headers(options: Options) -> dict[str, str]:
    given = options.mapping("headers")
    headers = {name: given.text(name) for name in given}
    for name, value in headers.items():
        if name.lower() in {"authorization", "cookie", "proxy-authorization"}:
            raise SourceError(
                f'the header "{name}" would write a secret into the program',
                where=options.where,
                do="Use `auth` and name a variable.",
            )
        if not name.replace("-", "").replace("_", "").isalnum() or not name.isascii() or not value.isprintable():
            raise SourceError(
                f"the header {name!r} has characters that no header may have",
                where=options.where,
                do="Write it again on one line.",
            )
    return headers


def _asked_wait(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that Retry-After (RFC 9110, 10.2.3) or X-RateLimit-Reset asks for, None where neither does.

    Moments are compared with the answer's own Date, so that a wrong clock here does no harm.
    """
    after, reset = headers.get("retry-after", "").strip(), headers.get("x-ratelimit-reset", "").strip()
    sent = _moment(headers.get("date", ""))
    if after.isdigit():
        return float(after)
    if after and sent is not None:
        until = _moment(after)
        return max(0.0, until - sent) if until is not None else None
    if reset.isdigit():
        until = float(reset)
        if until < 10_000_000:
            return until  # Some APIs say how long, others until when.
        return max(0.0, until - sent) if sent is not None else None
    return None


def _moment(text: str) -> float | None:
    try:
        return email.utils.parsedate_to_datetime(text).timestamp()
    except ValueError:
        return None


def _trust(options: Options, environ: Mapping[str, str]) -> ssl.SSLContext | bool:
    file = options.text("ca_file") or environ.get("SSL_CERT_FILE", "")
    if not file:
        return True
    try:
        return ssl.create_default_context(cafile=file)
    except (OSError, ssl.SSLError) as error:
        raise SourceError(
            f"the certificates in {file} cannot be read: {error}", where=options.where, do="Check `ca_file`."
        ) from error


def _proxy(url: str, environ: Mapping[str, str]) -> str | None:
    parts = urlsplit(url)
    host = parts.hostname or ""
    name = f"{parts.scheme}_proxy"
    proxy = environ.get(name) or environ.get(name.upper())
    direct = [part.strip().lstrip(".") for part in (environ.get("no_proxy") or environ.get("NO_PROXY", "")).split(",")]
    if any(part == "*" or (part and (host == part or host.endswith(f".{part}"))) for part in direct):
        return None
    return proxy or None
