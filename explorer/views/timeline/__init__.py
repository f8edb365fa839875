"""The timeline with its playback bar: painting, gestures, typed dates."""
