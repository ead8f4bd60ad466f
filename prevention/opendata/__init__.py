"""Coverage that anybody may read, without signing in: switched on by the municipality, small numbers hidden."""
