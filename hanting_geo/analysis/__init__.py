"""What lies where, how much, how near: pure functions from frames to frames."""
