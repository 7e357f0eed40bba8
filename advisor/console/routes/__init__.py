"""The routes. Each declares the permission that it needs."""
