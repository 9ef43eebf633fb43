"""The pages: the only package that writes HTML."""
