"""Models made to be tried: tiny ones of every architecture, folders meant to harm, and copies to try them in."""
