"""The back office: administration, the dashboard and the trace explorer."""
