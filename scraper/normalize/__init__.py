"""Text in, value out: no markup, no network, no clock."""
