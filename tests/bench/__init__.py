"""Each measure stands beside its ceiling in one run; nothing here gates on time."""
