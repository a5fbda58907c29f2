"""How Django writes times by itself, as in the lists of the administration: as the other pages do, with the clock named.

A package for each language, as FORMAT_MODULE_PATH asks for. The server's own clock is UTC (TIME_ZONE).
"""
