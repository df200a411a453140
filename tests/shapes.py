"""Checks the shapes in the course's annotations at each call: there an int is a float, as typing has it (PEP 484)."""

from beartype import BeartypeConf, beartype

check = beartype(conf=BeartypeConf(is_pep484_tower=True))
