"""Files that are no report, or a report made hostile: ``python -m tests.hostile FOLDER`` writes them all."""
