"""Albums and photos: those who make them, families, and the files themselves."""
