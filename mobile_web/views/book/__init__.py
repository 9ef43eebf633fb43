"""The contact book's pages and endpoints that homes and staff share."""
