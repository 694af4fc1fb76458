"""Narvan (باشگاه نارون): a generated Persian cafe club with truths planted in it, to show and to measure Vafa on."""
