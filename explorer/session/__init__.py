"""What is open, filtered, selected and looked at; typed signals. QtCore only."""
