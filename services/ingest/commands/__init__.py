"""The sub-commands of ingest, a module for each group."""
