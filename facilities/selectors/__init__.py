"""Questions about people and places that take several models."""
