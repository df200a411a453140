"""How long a test waits for what has to come. Slow is no failure: on a busy machine a page may take minutes."""

PATIENCE_S = 300
PATIENCE_MS = 1_000 * PATIENCE_S
