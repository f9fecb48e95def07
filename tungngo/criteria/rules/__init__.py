"""Judgements of digital models: what a pack of criteria may say, and who meets it."""
