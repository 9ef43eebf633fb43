"""Questions asked of surveys, events and meetings."""
