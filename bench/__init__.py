"""Speed and memory of the commands, measured beside yardsticks (``python -m bench``, see README.md)."""
