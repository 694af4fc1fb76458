"""The loyalty business as plain Python: no Django, no I/O, no clock. Read it to know the business."""
