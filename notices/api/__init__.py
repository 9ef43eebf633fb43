"""Notices for programs: what a guardian received, what staff write and send, how far it has come."""
