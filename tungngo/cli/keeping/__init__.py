"""Keeping everything: one file with the database, the photos and the key, and the way back."""
