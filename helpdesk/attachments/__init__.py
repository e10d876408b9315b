"""Files sent with messages: what is let in, kept in the database, served so that nothing runs."""
