"""Files: bytes from rows and rows from bytes. No requests, no database."""
