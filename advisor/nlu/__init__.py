"""Components that Rasa's NLU pipeline loads by name."""
