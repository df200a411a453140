"""What several benchmarks share, ways of measuring among it that the app does not take. No command is in here."""
