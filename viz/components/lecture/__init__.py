"""Large type and keys for a projector."""
