"""EPCIS 2.0 in JSON-LD: read and write.

>>> reading = read(b'{"type":"ObjectEvent"}')
>>> [(p.index, p.code, p.path) for p in reading.problems]
[(0, 'missing-field', '/@context')]

Reading knows the official context and fetches none; writing keeps the author's prefixes.

Source: EPCIS 2.0, section 10.2, and its JSON schema.
"""

from headwater.epcis.jsonld_document import read
from headwater.epcis.jsonld_write import write_document, write_event

__all__ = ["read", "write_document", "write_event"]
