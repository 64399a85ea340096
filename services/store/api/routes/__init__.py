"""The API's routes, a module for each subject; each has `router`."""
