"""The pages where people read the ledger, on the same queries as the API. `install.install` puts them into an application."""
