"""The interfaces of machines: EPCIS 2.0 under /epcis, the business API under /api/v1."""
