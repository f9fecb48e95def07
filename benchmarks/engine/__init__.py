"""The engine under load: worlds of three sizes, a replay of a campaign over HTTP, and what it takes."""
