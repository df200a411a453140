"""What is typed: its limits, its tokens, and what a person reads for each. No model is run here."""
