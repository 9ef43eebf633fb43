"""Questions about notices that need more than one model."""
