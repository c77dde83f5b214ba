"""Faults planted into clean reports, to see what verify finds of them, and innocent changes, to see that it is quiet."""
