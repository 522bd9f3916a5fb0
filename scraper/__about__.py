"""The version, in the one place that imports nothing."""

VERSION = "0.1.0"
