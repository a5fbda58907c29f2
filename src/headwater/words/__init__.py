"""Words in the reader's language that every interface needs: CBV terms, days, times, degrees."""
