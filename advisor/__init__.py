"""An advisor for small firms on their way to foreign markets."""
