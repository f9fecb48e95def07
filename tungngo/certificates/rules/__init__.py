"""What completes a rule, and what a certificate says of it. Pure."""
