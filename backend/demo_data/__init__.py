"""Invented wards and families, the same ones every time from one number."""
