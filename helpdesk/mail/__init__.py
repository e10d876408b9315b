"""E-mails to customers: stored with what they tell of, sent afterwards, failing visibly."""
