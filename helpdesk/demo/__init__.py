"""The demo's helpdesk: people, departments, rules and canned replies of a small shop.

It fills an empty database only. Nothing else may import it.
"""
