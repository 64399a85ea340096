"""When to look again: feeds by what they yield, articles while they are likely to change. Pure, without a clock of its own."""

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0  # seconds
JITTER = 0.1  # of an interval: what falls due together does not stay together
