"""Judgements about questions, what was answered, and what the answers say. Pure."""
