"""`python -m engine`: its arguments, what it reads, the tables that it writes, and how far it is."""
