"""Where the coefficients of the confidence come from: `python -m benchmarks.calibration`."""
