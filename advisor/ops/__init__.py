"""Running the system on one machine: checks before the start, the model, the supervisor and its processes."""
