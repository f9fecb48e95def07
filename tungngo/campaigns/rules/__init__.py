"""Judgements of campaigns: periods and phases, targets and milestones, and the split of doors."""
