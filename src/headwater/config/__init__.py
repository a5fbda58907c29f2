"""How the apps are put together: settings, addresses, the pipeline of capture."""
