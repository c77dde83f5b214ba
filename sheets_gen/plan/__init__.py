"""The neutral plan: what a report's workbook holds, cell by cell, before any library writes it."""
