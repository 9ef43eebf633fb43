"""Questions about contact books."""
