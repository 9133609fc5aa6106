"""Landing, nightly run, checks and publication of the aftersales warehouse."""
