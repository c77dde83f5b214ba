"""The report template: data files read, checked as a whole, and frozen."""
