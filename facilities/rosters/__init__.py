"""Reading rosters: bytes of a file in, what each row would change out. Nothing here writes."""
