"""Who may do what with surveys, events and meetings."""
