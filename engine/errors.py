"""The one error that a user's input can cause."""


class InputError(ValueError):
    """What was given cannot be used; the message says what was wanted, what came and what to do.

    The message is for the person who typed: a page shows it, the command line prints it on one line.
    """
