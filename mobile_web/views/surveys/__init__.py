"""Answering surveys: as a guardian, as staff for oneself, and for a family on paper."""
