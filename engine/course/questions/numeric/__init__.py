"""The cases of the numeric questions: numbers drawn by chance, all that is computed from them, and their picture."""
