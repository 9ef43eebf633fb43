"""What every API answer shares: fast JSON, keyset pages, stable error codes, the description."""
