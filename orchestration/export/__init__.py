"""Marts as files for people."""
