"""What the advisor knows: records, loader and checks."""
