"""Is it alive, is it ready: for proxies and process keepers."""
