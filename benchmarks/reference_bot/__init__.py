"""The reference of the bench: Rasa's own FAQ recipe on the same entries, behind the same door."""
