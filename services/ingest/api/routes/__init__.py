"""The routes of the ledger, a module for each thing."""
