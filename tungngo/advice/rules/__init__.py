"""Judgements about what results say: what was gained, and what should be done next."""
