"""Three ticket systems on this machine, which answer as their makers document it."""

from __future__ import annotations

import base64
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

Answer = tuple[int, Any]


@dataclass
class Ticket:
    """A ticket as its system keeps it."""

    key: str
    fields: dict[str, Any]
    closed: bool = False
    comments: list[str] = field(default_factory=list)


@dataclass
class System:
    """What all of them have: tickets, a token, and what goes wrong next."""

    url: str = ""
    tickets: list[Ticket] = field(default_factory=list)
    refuses: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    dies_after_making: bool = False
    words: dict[str, str] | None = None
    seen: list[str] = field(default_factory=list)
    stubborn: set[str] = field(default_factory=set)
    locked: set[str] = field(default_factory=set)
    authorization = "Bearer stone"
    gone = 404

    def make(self, key: str, fields: dict[str, Any]) -> Ticket:
        self.tickets.append(Ticket(key, fields))
        if self.dies_after_making:
            raise ConnectionError
        return self.tickets[-1]

    def of(self, key: str) -> Ticket:
        found = next((one for one in self.tickets if one.key == key), None)
        if found is None:
            raise LookupError(key)
        if key in self.locked:
            raise PermissionError
        return found

    def answer(self, method: str, path: str, query: dict[str, str], body: dict[str, Any]) -> Answer:
        raise NotImplementedError


class Jira(System):
    """Jira Cloud, REST v3: pages of two, tickets that are done by a transition."""

    authorization = f"Basic {base64.b64encode(b'wall@fenwick.example:stone').decode()}"
    toml = 'kind = "jira"\nproject = "SEC"\nuser_env = "TICKET_USER"'

    def answer(self, method: str, path: str, query: dict[str, str], body: dict[str, Any]) -> Answer:
        if path == "/rest/api/3/search/jql":
            return self._search(body)
        if path == "/rest/api/3/issue":
            fields = body["fields"]
            assert (fields["project"], fields["description"]["type"]) == ({"key": "SEC"}, "doc")
            return 201, {"key": self.make(f"SEC-{len(self.tickets) + 1}", fields).key}
        _empty, _rest, _api, _three, _issue, key, what = path.split("/")
        ticket = self.of(key)
        if what == "comment":
            ticket.comments.append(body["body"]["content"][0]["content"][0]["text"])
            return 201, {}
        if method == "POST":
            if ticket.key in self.stubborn:  # A workflow that asks for more than a state.
                return 400, {"errorMessages": [], "errors": {"resolution": "Resolution is required."}}
            ticket.closed = body["transition"]["id"] == "31"
            return 204, None
        ways = [
            {"id": "21", "to": {"statusCategory": {"key": "indeterminate"}}},
            {"id": "31", "to": {"statusCategory": {"key": "done"}}},
        ]
        return 200, {"transitions": ways}

    def _search(self, asked: dict[str, Any]) -> Answer:
        label = re.search(r'labels = "?([a-z0-9-]+)', asked["jql"])
        assert label
        assert asked["fields"] == ["status"]
        found = [one for one in self.tickets if label[1] in one.fields["labels"]]
        start = int(asked.get("nextPageToken", "0"))
        rows = [
            {"key": one.key, "fields": {"status": {"statusCategory": {"key": "done" if one.closed else "new"}}}}
            for one in found[start : start + 2]
        ]
        last = start + 2 >= len(found)
        return 200, {"issues": rows, "isLast": last} | ({} if last else {"nextPageToken": str(start + 2)})

    def gap_of(self, ticket: Ticket) -> str:
        return next(one for one in ticket.fields["labels"] if one != "drystone").removeprefix("drystone-")


class GitHub(System):
    """GitHub's issues, where pull requests stand in the same list."""

    gone = 410
    toml = 'kind = "github"\nproject = "fenwick/wall"'

    def answer(self, method: str, path: str, query: dict[str, str], body: dict[str, Any]) -> Answer:
        if path == "/repos/fenwick/wall/issues" and method == "GET":
            assert (query["labels"], query["state"]) == ("drystone", "all")
            assert query["since"].endswith("Z")
            rows = [{**self._told(one), "body": one.fields["body"]} for one in self.tickets]
            return 200, [*rows, {"number": 99, "state": "closed", "body": "", "pull_request": {}}]
        if path == "/repos/fenwick/wall/issues":
            return 201, self._told(self.make(str(len(self.tickets) + 1), body))
        ticket = self.of(path.split("/")[5])
        if path.endswith("/comments"):
            ticket.comments.append(body["body"])
            return 201, {}
        ticket.closed = body["state"] == "closed"
        return 200, self._told(ticket)

    def _told(self, ticket: Ticket) -> dict[str, Any]:
        number = int(ticket.key)
        return {
            "number": number,
            "state": "closed" if ticket.closed else "open",
            "html_url": f"https://git.example/{number}",
        }

    def gap_of(self, ticket: Ticket) -> str:
        return re.findall(r"<!-- drystone:(\S+) -->", ticket.fields["body"])[0]


class ServiceNow(System):
    """ServiceNow's Table API: nothing found is a 404."""

    toml = 'kind = "servicenow"\nproject = "incident"'

    def answer(self, method: str, path: str, query: dict[str, str], body: dict[str, Any]) -> Answer:
        assert path.startswith("/api/now/table/incident")
        if method == "GET":
            asked = query["sysparm_query"]
            gap = re.match(r"correlation_id=([^^]+)", asked)
            assert gap or asked.startswith("correlation_display=drystone^sys_updated_onRELATIVEGT@minute@ago@")
            rows = [one for one in self.tickets if not gap or one.fields["correlation_id"] == gap[1]]
            if not rows:
                return 404, {"error": {"message": "No Record found"}, "status": "failure"}
            return 200, {"result": [{"sys_id": one.key, "state": "7" if one.closed else "1"} for one in rows]}
        if method == "POST":
            return 201, {"result": {"sys_id": self.make(f"{len(self.tickets) + 1:032x}", body).key}}
        ticket = self.of(path.split("/")[-1])
        ticket.comments.append(body.get("work_notes") or body["close_notes"])
        ticket.closed = ticket.closed or body.get("state") == "6"
        return 200, {"result": {"sys_id": ticket.key}}

    def gap_of(self, ticket: Ticket) -> str:
        return str(ticket.fields["correlation_id"])


@contextmanager
def served_on_this_machine(system: System) -> Iterator[None]:
    """Serve a system until left."""

    class Handler(BaseHTTPRequestHandler):
        def _do(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers: dict[str, str] = {}
            if self.headers["Authorization"] != system.authorization:
                status, said = 401, None
            elif system.refuses:
                (status, headers), said = system.refuses.pop(0), system.words
            else:
                try:
                    status, said = system.answer(self.command, unquote(parts.path), query, json.loads(raw or b"{}"))
                except ConnectionError:
                    self.close_connection = True
                    return
                except LookupError:
                    status, said = system.gone, None
                except PermissionError:
                    status, said = 403, {"message": "Unable to create comment because issue is locked."}
            system.seen.append(f"{self.command} {status}")
            body = b"" if said is None else json.dumps(said).encode()
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if status != 204:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PATCH = _do  # noqa: N815 # http.server calls them so.

        def log_message(self, *_arguments: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    system.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
