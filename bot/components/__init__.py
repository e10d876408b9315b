"""What Rasa loads by name: the input channel, the NLU component, the tracker store."""
