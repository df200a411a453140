"""What lessons show of real models, kept ready-made: read here, and made again by `make examples`."""
