"""What readers look at: the static site and the quarterly report, from the published marts."""
