"""Formulas: text to tree, tree to spreadsheet text, tree to Python value."""
