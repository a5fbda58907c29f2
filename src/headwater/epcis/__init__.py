"""EPCIS events: model, codecs, vocabularies, validation, hash."""
