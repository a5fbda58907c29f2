"""The REST interface of EPCIS 2.0, section 12: capture, events, and what they are called."""
