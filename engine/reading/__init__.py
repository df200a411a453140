"""A reading is all that Headlight says of one input: here readings are made, kept, pooled and shipped as examples."""
