"""Draw the words of a picture as outlines, so that it is legible where no fonts are installed.

`python docs/images/outline.py` makes `x.svg` of each `x.src.svg` here. Change the source, where words are words, and
run it; a test compares the two. The font is DejaVu Sans, which comes with matplotlib and may be used freely.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.ttLib import TTFont

HERE = Path(__file__).parent
SIZE = 13
FACES = {"b": "DejaVuSans-Bold", "t": "DejaVuSans"}
"""Class of a text -> font."""
TEXT = re.compile(r'<text class="(?P<face>\w)" x="(?P<x>\d+)" y="(?P<y>\d+)">(?P<words>[^<]+)</text>')


def outlined(source: str) -> str:
    """The picture with outlines in place of words."""
    drawn: set[tuple[str, str]] = set()
    picture = TEXT.sub(lambda match: _draw(match, drawn), source)
    shapes = "\n".join(f'<path id="{_id(*each)}" d="{_shape(*each)}"/>' for each in sorted(drawn) if each[1] != " ")
    return picture.replace("</style>\n", f"</style>\n<defs>\n{shapes}\n</defs>\n", 1)


def _draw(match: re.Match[str], drawn: set[tuple[str, str]]) -> str:
    face, words = match["face"], match["words"]
    drawn.update((face, letter) for letter in words)
    scale = SIZE / _font(face)["head"].unitsPerEm
    place = f"translate({match['x']} {match['y']}) scale({scale:.5f} -{scale:.5f})"
    return f'<g class="{face}" aria-label="{words}" transform="{place}">{_letters(face, words)}</g>'


def _letters(face: str, words: str) -> str:
    at, uses = 0, []
    for letter in words:
        if letter != " ":
            uses.append(f'<use href="#{_id(face, letter)}" x="{at}"/>')
        at += _font(face)["hmtx"][_glyph(face, letter)][0]
    return "".join(uses)


def _shape(face: str, letter: str) -> str:
    glyphs = _font(face).getGlyphSet()
    pen = SVGPathPen(glyphs, ntos=lambda number: str(round(number)))
    glyphs[_glyph(face, letter)].draw(pen)
    return str(pen.getCommands())


def _id(face: str, letter: str) -> str:
    return f"{face}{ord(letter)}"


def _glyph(face: str, letter: str) -> str:
    return str(_font(face).getBestCmap()[ord(letter)])


@cache
def _font(face: str) -> TTFont:
    # Found, not imported: the font is all that we want of it.
    spec = find_spec("matplotlib")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("matplotlib is not installed; expected it with its fonts, so run `make check` once")
    return TTFont(Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf" / f"{FACES[face]}.ttf")


def main() -> None:
    """Make every picture anew."""
    for source in HERE.glob("*.src.svg"):
        target = source.with_name(source.name.replace(".src.", "."))
        target.write_text(outlined(source.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
