"""The rules of docs/tour.md made executable: `tree` reads the code, the other files judge it."""
