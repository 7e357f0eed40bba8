"""The system dies, starves and is set up wrongly: the short forms of `make soak`."""
