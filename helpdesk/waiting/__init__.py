"""What a waiting customer is told: their place, how long it may take, when somebody is there."""
