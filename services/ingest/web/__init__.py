"""The pages where operators see to sources, the ledger and the quarantine. `install` says what they add to the application."""
