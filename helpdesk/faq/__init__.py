"""The self-service FAQ: published entries as readers see them, and what readers thought."""
