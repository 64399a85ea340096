"""Backups of the whole line: the rows of both databases and all blobs, in a folder that any Claimwire can restore.

Rows are written as JSON lines and not in a database's own format: one way serves SQLite and PostgreSQL, needs no tool beside
Claimwire, and brings what began as `make run` into PostgreSQL (docs/decisions/0006).
"""
