"""What `./run` does: install, serve the demo, test, check, measure. Imports no Django; that runs in children."""
