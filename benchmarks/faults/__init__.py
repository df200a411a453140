"""What is there after a fault, as a command; the claims of speed and memory are beside it."""
