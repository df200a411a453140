"""The code lab: its exercises, an attempt at one, and running its snippet safely."""
