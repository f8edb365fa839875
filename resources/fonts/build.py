"""Build the shipped fonts from the npm packages `inter-ui` and `@expo-google-fonts/noto-sans-sc`.

Run `python -m resources.fonts.build [--inter FOLDER] [--noto FOLDER]`.

Inter gets tabular digits as its plain digits, so that no OpenType feature is needed: with the
feature `tnum`, Qt's PDF loses the digits when text is extracted. No glyph of either font serves
two code points, and Noto Sans SC has no radicals (U+2E80 to U+2FDF), so that a PDF maps every
glyph back to the character that was written.
"""

import argparse
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

from resources.sources import RESOURCES, npm_package

FOLDER = RESOURCES / "fonts"
INTER_VERSION = "4.1.1"
NOTO_VERSION = "0.4.3"
INTER_STYLES = ("Regular", "Italic", "Medium", "SemiBold", "Bold")
NOTO_STYLES = ("400Regular", "600SemiBold")
NAMES = [0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17]

INTER_RANGES = (
    (0x20, 0x7E), (0xA0, 0xAC), (0xAE, 0x24F),  # Latin, without the soft hyphen
    (0x259, 0x259), (0x2B0, 0x2DD), (0x300, 0x36F),  # modifiers, combining marks
    (0x370, 0x3FF), (0x400, 0x52F), (0x1E00, 0x1EFF),  # Greek, Cyrillic, Vietnamese
    (0x2000, 0x206F), (0x2070, 0x209F), (0x20A0, 0x20CF), (0xE3F, 0xE3F),  # and currency
    (0x2100, 0x214F), (0x2150, 0x218F), (0x2190, 0x21FF),  # letterlike, fractions, arrows
    (0x2200, 0x22FF), (0x2300, 0x23FF), (0x25A0, 0x25FF),  # mathematics, keys, shapes
    (0x2605, 0x2606), (0x2713, 0x2717), (0x26A0, 0x26A0),
)  # fmt: skip
INTER_DOUBLES = {0x269, 0x2BC, 0x2EE, 0x2126, 0x2206, 0x25BA, 0x25BB, 0x25C4, 0x25C5}
"""Second code points of glyphs that belong to another character."""

NOTO_RANGES = ((0x20, 0x7E), (0xA0, 0xAC), (0xAE, 0xFF), (0x2010, 0x2026), (0x3000, 0x303F))
NOTO_DOUBLES = {0xA0, 0x2011, 0x2012, 0x2022, 0x301C, 0x30FB}
NOTO_SYMBOL_ROWS = (1, 2, 3, 4, 5, 8)
NOTO_FULL_WIDTH = (0xFF01, 0xFFEE)
GB2312_HANZI_ROWS = range(16, 88)


def gb2312(rows: Iterable[int]) -> set[int]:
    """Code points of these rows of GB 2312; rows 16 to 55 are level 1, 56 to 87 level 2."""
    found = set()
    for row in rows:
        for cell in range(1, 95):
            text = bytes([0xA0 + row, 0xA0 + cell]).decode("gb2312", "ignore")
            found |= set(map(ord, text))
    return found


def spread(ranges: Iterable[tuple[int, int]]) -> set[int]:
    return {code for first, last in ranges for code in range(first, last + 1)}


def noto_code_points() -> set[int]:
    """GB 2312, full-width forms, Latin-1, and the characters of `extra.txt`; no radicals."""
    extra = (FOLDER / "extra.txt").read_text("utf-8").split()
    wanted = gb2312(NOTO_SYMBOL_ROWS) | gb2312(GB2312_HANZI_ROWS) | spread(NOTO_RANGES)
    wanted |= spread([NOTO_FULL_WIDTH]) | {ord("〇")} | set(map(ord, "".join(extra)))
    return wanted - spread([(0x2E80, 0x2FDF)]) - NOTO_DOUBLES


def bake_tabular_digits(font: TTFont) -> None:
    """Let 0 to 9 be the glyphs that the feature `tnum` would put in their place."""
    table = font["GSUB"].table
    lookups = {
        index
        for record in table.FeatureList.FeatureRecord
        if record.FeatureTag == "tnum"
        for index in record.Feature.LookupListIndex
    }
    swaps: dict[str, str] = {}
    for index in lookups:
        for found in table.LookupList.Lookup[index].SubTable:
            swaps |= getattr(found, "ExtSubTable", found).mapping
    for encoding in font["cmap"].tables:
        for code in range(ord("0"), ord("9") + 1):
            if code in encoding.cmap:
                glyph = encoding.cmap[code]
                encoding.cmap[code] = swaps.get(glyph, glyph)


def mark_as_bold(font: TTFont) -> None:
    """Keep Qt from thickening a semibold once more when bold is asked for and not shipped."""
    font["head"].macStyle |= 1
    font["OS/2"].fsSelection = font["OS/2"].fsSelection & ~(1 << 6) | 1 << 5


def cut(font: TTFont, code_points: set[int], features: list[str]) -> None:
    """Keep these code points and features; drop hints, glyph names and tables for variation."""
    options = subset.Options()
    options.layout_features = features
    options.name_IDs = NAMES
    options.notdef_outline = True
    options.hinting = False
    options.legacy_cmap = False
    options.drop_tables += ["STAT", "BASE", "DSIG", "vhea", "vmtx", "prep", "gasp"]
    tool = subset.Subsetter(options)
    tool.populate(unicodes=code_points)
    tool.subset(font)


def check_one_code_point_each(font: TTFont) -> None:
    """Raises `ValueError` when a glyph serves several characters."""
    uses = Counter(font.getBestCmap().values())
    shared = {glyph for glyph, count in uses.items() if count > 1}
    if shared:
        codes = [hex(code) for code, glyph in font.getBestCmap().items() if glyph in shared]
        raise ValueError("glyphs with several code points: " + " ".join(codes))


def build(source: Path, target: Path, code_points: set[int], features: list[str]) -> None:
    """Cut one font; the time in the file stays that of its makers."""
    font = TTFont(source, recalcTimestamp=False)
    font.flavor = None
    if target.name.startswith("Inter"):
        bake_tabular_digits(font)
    elif font["OS/2"].usWeightClass >= 600:
        mark_as_bold(font)
    cut(font, code_points, features)
    check_one_code_point_each(font)
    font.save(target)


def build_inter(package: Path) -> None:
    wanted = spread(INTER_RANGES) - INTER_DOUBLES
    for style in INTER_STYLES:
        source = package / "web" / f"Inter-{style}.woff2"
        features = ["kern", "mark", "mkmk", "ccmp"]
        build(source, FOLDER / f"Inter-{style}.ttf", wanted, features)
    copy_text(package / "LICENSE.txt", FOLDER / "Inter-OFL.txt")


def build_noto(package: Path) -> None:
    for style in NOTO_STYLES:
        source = package / style / f"NotoSansSC_{style}.ttf"
        target = FOLDER / f"NotoSansSC-{style.lstrip('0123456789')}.ttf"
        build(source, target, noto_code_points(), ["kern"])
    copy_text(package / "LICENSE_FONT", FOLDER / "NotoSansSC-OFL.txt")


def copy_text(source: Path, target: Path) -> None:
    target.write_text(source.read_text("utf-8"), "utf-8", newline="\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inter", type=Path, help="an unpacked inter-ui package")
    parser.add_argument("--noto", type=Path, help="an unpacked noto-sans-sc package")
    given = parser.parse_args()
    with npm_package("inter-ui", INTER_VERSION, given.inter) as folder:
        build_inter(folder)
    with npm_package("@expo-google-fonts/noto-sans-sc", NOTO_VERSION, given.noto) as folder:
        build_noto(folder)


if __name__ == "__main__":
    main()
