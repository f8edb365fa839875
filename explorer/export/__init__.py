"""Writers: picture files."""
