"""How good the product is on the developers' sets, beside plain baselines; `make bench-quality`.

Each part measures and gives plain figures; `document` writes them up. Nothing of a set is kept.
"""
