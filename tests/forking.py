"""Other processes for tests: a clean process that forks one child per request, so that each costs milliseconds.

Run as a script it serves; imported by conftest it is the client. A request names a Python file and a function in it.
"""

from __future__ import annotations

import gc
import importlib.util
import json
import os
import signal
import subprocess
import sys
import traceback
from pathlib import Path
from typing import Any

from unsynced import wait_for_no_disk


class Forks:
    """Starts functions in processes of their own and tells how these ended."""

    def __init__(self) -> None:
        environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent / "src")}
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self._server = subprocess.Popen([sys.executable, __file__], env=environ, text=True, **pipes)

    def start(self, file: str, function: str, **arguments: Any) -> int:
        """Start a function; return its process id."""
        return self._ask({"file": file, "function": function, "arguments": arguments})

    def wait(self, pid: int) -> int:
        """Return the exit code once it ended: negative for the signal that ended it."""
        return self._ask({"wait": pid})

    def run(self, file: str, function: str, **arguments: Any) -> int:
        """Start a function and wait for its end."""
        return self.wait(self.start(file, function, **arguments))

    def close(self) -> None:
        """End the server."""
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.close()
        self._server.wait(30)
        self._server.stdout.close()

    def _ask(self, request: dict[str, Any]) -> int:
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(json.dumps(request) + "\n")
        self._server.stdin.flush()
        return int(self._server.stdout.readline())


def _serve() -> None:
    wait_for_no_disk()
    modules: dict[str, Any] = {}
    for line in sys.stdin:
        request = json.loads(line)
        if "wait" in request:
            _say(os.waitstatus_to_exitcode(os.waitpid(request["wait"], 0)[1]))
            continue
        file = request["file"]
        if file not in modules:
            spec = importlib.util.spec_from_file_location(Path(file).stem, file)
            assert spec is not None
            assert spec.loader is not None
            modules[file] = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(modules[file])
            gc.freeze()  # No child looks through it for garbage.
        pid = os.fork()
        if pid == 0:
            _be_child(modules[file], request)
        _say(pid)


def _say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def _be_child(module: Any, request: dict[str, Any]) -> None:
    code = 70
    try:
        signal.alarm(120)
        os.dup2(2, 1)
        code = getattr(module, request["function"])(**request["arguments"]) or 0
    except BaseException:  # noqa: BLE001 - whatever it is, the child must not go on as a second server
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    _serve()
