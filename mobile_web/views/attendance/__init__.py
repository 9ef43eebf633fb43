"""Stamps: entrances that tablets, phones and PCs share."""
