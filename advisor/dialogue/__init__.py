"""What Rasa loads by name beside NLU."""
