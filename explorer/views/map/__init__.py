"""The map: camera, painting, tools and gestures."""
