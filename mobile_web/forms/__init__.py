"""The shape of what pages send: types, lengths, what is required. Rules are the services'."""
