"""Labels: agents' verdicts on customers' questions drawn at random, and what is made of them.

From a draw to a certificate: `drawing` takes questions at random and reserves them for agents,
`questions` says what an agent is shown, `judging` keeps the verdicts, `labelled` makes the
labelled sample of them, `outcomes` says which live answers proved right or wrong. The statistics
are the knowledge base's; nothing here computes a threshold.
"""
