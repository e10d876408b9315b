"""A headless Chromium that speaks to nobody but the pages under test."""

from __future__ import annotations

import shutil

from playwright.sync_api import Browser, Playwright

# without these it tries to reach its maker's hosts at every start
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def launch_chromium(playwright: Playwright) -> Browser:
    """Start the Chromium found on PATH; raise LookupError saying what to install otherwise."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        path = shutil.which(name)
        if path:
            return playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
    raise LookupError("Chromium is not on PATH; install it (Debian: apt-get install chromium)")
