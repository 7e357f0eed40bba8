"""What developers and operators do from the command line."""
