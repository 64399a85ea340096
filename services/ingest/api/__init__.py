"""The ledger over HTTP: its books, entries, watched sources and quarantine as JSON."""
