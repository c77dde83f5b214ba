"""Faults planted into clean reports, to see what verify finds, and innocent changes, to see that it is quiet."""
