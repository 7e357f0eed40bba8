"""The support staff's console: reading, searching and reviewing conversations."""
