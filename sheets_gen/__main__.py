"""``python -m sheets_gen`` is ``sheets-gen``."""

from sheets_gen.cli import main

main()
