"""The one exception that the scripts report in a line or two instead of a traceback."""


class Failure(Exception):
    """What went wrong and what to do."""
