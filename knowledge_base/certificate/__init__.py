"""The certificate: a threshold whose wrong-answer rate is bounded with a stated probability."""
