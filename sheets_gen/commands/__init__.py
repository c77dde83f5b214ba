"""One module per command, loaded when called; no logic here, only words and options."""
