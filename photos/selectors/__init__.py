"""Questions about albums and photos."""
