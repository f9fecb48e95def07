"""Helpers by subject. No models here, and nothing that knows a room."""
