"""The assistant's door for the helpdesk: typed turns in, typed parts out."""

from components.channel.channel import OchotaInput

__all__ = ["OchotaInput"]
