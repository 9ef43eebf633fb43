"""Questions about attendance."""
