"""What is remembered: recall cards and when they come back, tasks from memory, the file of a learner's progress."""
