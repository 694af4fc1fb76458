"""The shop's own data, in and out as files: imports with a dry run and an undo, exports of everything."""
