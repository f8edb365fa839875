"""Names of languages and themes, known in every room."""

from typing import Literal

Lang = Literal["en", "zh"]
Theme = Literal["light", "dark", "print"]
