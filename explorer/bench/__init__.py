"""The real window measured under real events, with as many events in it as one likes."""
