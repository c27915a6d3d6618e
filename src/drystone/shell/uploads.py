"""Files that browsers send along: the site takes none, so none is written to disk and none may be large."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler


class NoFiles(FileUploadHandler):
    """Lets what is in a file go by unread. Raises RequestDataTooBig for a form larger than any of ours."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, str],  # noqa: N803 # Django calls it so.
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        """Refuse a large form before any of it is read: Django's own limit does not count files."""
        if content_length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise RequestDataTooBig("a form with files is larger than any of ours")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep nothing of a file."""

    def file_complete(self, file_size: int) -> None:
        """Have no file to hand on."""
