"""Files that browsers send along: taken where a form asks for one, and nowhere else.

Elsewhere none is read, none is written to disk, and a large form is refused before it is read: Django's own limit does
not count files.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

#: Pages whose forms take a file: a message that is reported, an officer's key, evidence. How large, they say
#: themselves; the most is ``characters.MOST_BYTES``.
_ASKED_FOR = ("/report", "/seals", "/incidents")


class WhereAskedFor(FileUploadHandler):
    """The first handler: lets files pass on to the next where they are asked for, and skips them where not."""

    _open = False

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, str],  # noqa: N803 # Django calls it so.
        content_length: int,
        boundary: Any,
        encoding: str | None = None,
    ) -> None:
        """Look where the form goes. Raises RequestDataTooBig for a form larger than any that takes no file."""
        path = META.get("PATH_INFO", "")
        self._open = any(path == place or path.startswith(f"{place}/") for place in _ASKED_FOR)
        if not self._open and content_length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise RequestDataTooBig("a form with files is larger than any of ours")

    def new_file(
        self,
        field_name: str,
        file_name: str,
        content_type: str,
        content_length: int | None,
        charset: str | None = None,
        content_type_extra: dict[str, bytes] | None = None,
    ) -> None:
        """Have a file skipped that nobody asked for."""
        super().new_file(field_name, file_name, content_type, content_length, charset, content_type_extra)
        if not self._open:
            raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass it on."""
        del start
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the next."""
