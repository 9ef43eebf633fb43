"""Everything that changes albums and photos."""
