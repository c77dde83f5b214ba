"""A seeded fuzzer of workbooks: whatever a file holds, verify reads it or refuses it in one sentence."""
