"""What Facebook and Instagram share: calls, errors, usage, signatures, the receiving door."""
