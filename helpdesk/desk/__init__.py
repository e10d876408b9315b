"""What agents see: the queue, conversations with their evidence, suggested answers."""
