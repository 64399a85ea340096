"""Rubbish for everything that reads what others wrote: a few examples each as tests, any number by `make fuzz`."""
