"""Questions put together: practice, strength test, challenge, and sheets for a class."""
