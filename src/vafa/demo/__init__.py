"""Two clubs to look at: Journey, a real year of receipts, and Narvan, a generated Persian cafe chain."""
