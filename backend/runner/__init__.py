"""What `./run` does: install, serve the demo, test, check, measure. Django runs in children of it."""
