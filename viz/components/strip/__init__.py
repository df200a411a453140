"""A long text coloured by a measure of its rows."""
