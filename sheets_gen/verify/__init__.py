"""Verify: a filled report against its definition, as findings. It cannot read a file, so plain values test it."""
