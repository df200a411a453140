"""What the lessons compute, one subject a module: numbers only, in float64, each with its source."""
