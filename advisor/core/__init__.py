"""The advisor's judgement: pure functions of the firm's profile and the knowledge."""
