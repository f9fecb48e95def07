"""What a pack may hold and how its guides look: pure judgements, tried without a database."""
