"""The rows behind a figure: from a number of the dashboard back to the source system's keys."""
