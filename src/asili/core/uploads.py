"""Uploads are bounded while they arrive, so that nobody fills the disk of the service."""

from typing import Final

from django.core.files.uploadhandler import FileUploadHandler, StopUpload

LARGEST: Final = 200 * 2**20
"""Bytes of all files of one request: what an import takes, the largest that anything does."""


class BoundedUploadHandler(FileUploadHandler):
    """Stands before the handlers that keep what comes, and breaks off what is too much.

    The rest is not read, and the form finds no file.
    """

    arrived = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass bytes on as long as there are not too many of them."""
        self.arrived += len(raw_data)
        if self.arrived > LARGEST:
            raise StopUpload(connection_reset=True)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers behind."""
