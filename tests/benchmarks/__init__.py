"""Speed, measured. Run `python -m tests.benchmarks.run`; nothing here is part of the tests."""
