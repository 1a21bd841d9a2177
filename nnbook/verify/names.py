"""Names as printed: a base such as `W` or `\\hat{y}` with its scripts, and which declared
symbol it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nnbook.verify.errors import FormulaError, error_at
from nnbook.verify.lexer import Token, tokens_of

GREEK = {
    rf"\{name}"
    for name in [
        "alpha",
        "beta",
        "gamma",
        "delta",
        "epsilon",
        "varepsilon",
        "zeta",
        "eta",
        "theta",
        "vartheta",
        "iota",
        "kappa",
        "lambda",
        "mu",
        "nu",
        "xi",
        "pi",
        "varpi",
        "rho",
        "varrho",
        "sigma",
        "varsigma",
        "tau",
        "upsilon",
        "phi",
        "varphi",
        "chi",
        "psi",
        "omega",
        "Gamma",
        "Delta",
        "Theta",
        "Lambda",
        "Xi",
        "Pi",
        "Sigma",
        "Upsilon",
        "Phi",
        "Psi",
        "Omega",
        "ell",
    ]
}
_FONTS = {
    r"\mathbf",
    r"\boldsymbol",
    r"\bm",
    r"\vec",
    r"\mathcal",
    r"\mathrm",
    r"\mathsf",
    r"\mathit",
    r"\mathbb",
    r"\mathfrak",
    r"\mathscr",
    r"\hat",
    r"\widehat",
    r"\bar",
    r"\overline",
    r"\tilde",
    r"\widetilde",
    r"\dot",
    r"\ddot",
    r"\operatorname",
    r"\acute",
    r"\breve",
    r"\check",
    r"\mathring",
}
_SAME_PRINT = {r"\bm": r"\boldsymbol", r"\operatorname": r"\mathrm"}
_STARS = {"*", r"\star", r"\ast"}
_CLOSER = {"(": ")", "[": "]"}


@dataclass(frozen=True)
class Script:
    """One script: layer `[l]`, paren `(i)`, top, prime, star, sup (a power), sub."""

    kind: str
    tokens: tuple[Token, ...]
    start: int
    end: int

    @property
    def text(self) -> str:
        return canonical(self.tokens)


def canonical(tokens: Iterable[Token]) -> str:
    """Tokens as one string, the same for what TeX prints alike."""
    texts = []
    for token in tokens:
        if token.kind in ("open", "close"):
            continue
        if token.kind == "text":
            texts += [r"\mathrm", *token.text.strip()]
        else:
            texts.append(_SAME_PRINT.get(token.text, token.text))
    return " ".join(texts)


def read_atom(tokens: Sequence[Token], place: int) -> tuple[str, int] | None:
    """The letter, Greek letter or accented name at `place`, and the place after it; None if
    there is none.
    """
    if place >= len(tokens):
        return None
    token = tokens[place]
    if token.kind == "letter" or (token.kind == "command" and token.text in GREEK):
        return token.text, place + 1
    if token.kind == "text" and token.text.strip().isalpha():
        return rf"\mathrm{{{token.text.strip()}}}", place + 1
    if token.kind != "command" or token.text.rstrip("*") not in _FONTS:
        return None
    command = _SAME_PRINT.get(token.text.rstrip("*"), token.text)
    inner, after = group(tokens, place + 1, token)
    for piece in inner:
        if piece.kind == "script":
            raise error_at(
                piece,
                f"a script inside {token.text}",
                remedy=f"print the script after the {token.text}{{…}}",
            )
    atoms, position = "", 0
    while position < len(inner):
        atom = read_atom(inner, position)
        if atom is None:
            atoms, position = atoms + inner[position].text, position + 1
        else:
            atoms, position = atoms + atom[0], atom[1]
    return f"{command}{{{atoms}}}", after


def group(tokens: Sequence[Token], place: int, owner: Token) -> tuple[Sequence[Token], int]:
    """The tokens of the argument at `place`, as TeX takes it: a `{…}` or one token."""
    if place >= len(tokens) or tokens[place].kind in ("close", "amp", "newline", "script"):
        raise error_at(owner, f"{owner.text} has no argument")
    if tokens[place].kind != "open":
        if tokens[place].text.rstrip("*") in _FONTS:
            raise error_at(
                owner, f"{owner.text} before {tokens[place].text}", remedy="print braces"
            )
        atom = read_atom(tokens, place)
        after = atom[1] if atom else place + 1
        return tokens[place:after], after
    depth = 0
    for after in range(place, len(tokens)):
        depth += {"open": 1, "close": -1}.get(tokens[after].kind, 0)
        if depth == 0:
            return tokens[place + 1 : after], after + 1
    raise error_at(tokens[place], "an opening brace { that is never closed here")


def read_scripts(tokens: Sequence[Token], place: int) -> tuple[list[Script], int]:
    """All scripts at `place` in the order in which they stand."""
    scripts: list[Script] = []
    seen: set[str] = set()
    while place < len(tokens):
        token = tokens[place]
        if token.kind == "prime":
            if "^" in seen:
                raise error_at(token, "a prime after a superscript", remedy="print the prime first")
            scripts.append(Script("prime", (token,), token.start, token.end))
            place += 1
        elif token.kind == "script":
            if token.text in seen:
                name = "superscript" if token.text == "^" else "subscript"
                raise error_at(token, f"a second {name}", remedy="put both into one pair of braces")
            seen.add(token.text)
            inner, place = group(tokens, place + 1, token)
            if not inner:
                raise FormulaError("an empty script", token.start, tokens[place - 1].end)
            if token.text == "^" and inner[0].text == "-" and len(inner) == 1:
                raise error_at(inner[0], "only the sign is raised", remedy="print braces: e^{-x}")
            scripts += [_sub(inner, token)] if token.text == "_" else _superscripts(inner)
        else:
            break
    return scripts, place


def _sub(inner: Sequence[Token], token: Token) -> Script:
    return Script("sub", tuple(inner), token.start, inner[-1].end)


def _superscripts(inner: Sequence[Token]) -> list[Script]:
    """Split what stands in one superscript: `[l-1]\\top` is a layer and a transpose."""
    scripts: list[Script] = []
    place = 0
    while place < len(inner):
        token = inner[place]
        if (
            token.text in _CLOSER
            and token.kind == "other"
            and (not scripts or scripts[-1].kind in ("layer", "paren"))
        ):
            close = _closing(inner, place)
            kind = "layer" if token.text == "[" else "paren"
            scripts.append(
                Script(kind, tuple(inner[place + 1 : close]), token.start, inner[close].end)
            )
            place = close + 1
        elif token.text == r"\top":
            scripts.append(Script("top", (token,), token.start, token.end))
            place += 1
        elif token.kind == "prime" or token.text == r"\prime":
            scripts.append(Script("prime", (token,), token.start, token.end))
            place += 1
        elif token.text in _STARS and len(inner) - place == 1:
            scripts.append(Script("star", (token,), token.start, token.end))
            place += 1
        elif [piece.text for piece in inner[place:]] == ["-", r"\top"]:
            one = Token("digit", "1", token.start, token.end)
            last = inner[place + 1]
            scripts.append(Script("sup", (token, one), token.start, token.end))
            scripts.append(Script("top", (last,), last.start, last.end))
            place += 2
        else:
            rest = inner[place:]
            power = rest[:-1] if rest[-1].text == r"\top" and len(rest) > 1 else rest
            scripts.append(Script("sup", tuple(power), power[0].start, power[-1].end))
            place += len(power)
    return scripts


def _closing(tokens: Sequence[Token], place: int) -> int:
    opener = tokens[place].text
    depth = 0
    for position in range(place, len(tokens)):
        if tokens[position].kind == "other":
            depth += (tokens[position].text == opener) - (tokens[position].text == _CLOSER[opener])
        if depth == 0:
            return position
    raise error_at(tokens[place], f"an opening {opener} that is never closed")


@dataclass(frozen=True)
class Pattern:
    """A declared name: its base, its scripts, and which of their letters are index letters
    (slots).
    """

    symbol: str
    base: tuple[str, ...]
    scripts: tuple[Script, ...]
    letters: tuple[str, ...]


@dataclass(frozen=True)
class Match:
    """A declared symbol found in print: the tokens of each slot, and the scripts that are left
    over.
    """

    pattern: Pattern
    slots: tuple[tuple[Token, ...], ...]
    rest: tuple[Script, ...]


def read_pattern(name: str, index_letters: Iterable[str]) -> Pattern:
    """A declared name, read; `[l]`, `(i)`, `^l`, `_{jk}` of index letters are slots."""
    tokens = tokens_of(name)
    place = 0
    base: list[str] = []
    while (atom := read_atom(tokens, place)) is not None:
        base.append(atom[0])
        place = atom[1]
    if not base and tokens and tokens[0].text == r"\mathbb":
        raise FormulaError(f"{name} cannot be declared")
    scripts, place = read_scripts(tokens, place)
    if not base or place != len(tokens):
        raise FormulaError(
            f"{name!r} is not a name: a letter or word with its scripts", category="symbol"
        )
    known = set(index_letters)
    letters = [letter for script in scripts for letter in _letters(script, known)]
    return Pattern(name, tuple(base), tuple(scripts), tuple(letters))


def _letters(script: Script, known: set[str]) -> list[str]:
    """The index letters that fill a script of a declared name, beside digits perhaps, as in
    `w_{j0}`; none if it is a fixed part of the name.
    """
    if script.kind not in ("layer", "paren", "sup", "sub"):
        return []
    parts = [token for token in script.tokens if token.text != ","]
    letters = [token.text for token in parts if token.text in known]
    fixed = [token for token in parts if token.text not in known]
    return letters if all(token.kind == "digit" for token in fixed) else []


class Names:
    """All declared names of a page, found by the longest match."""

    def __init__(self, names: Iterable[str], index_letters: Iterable[str]) -> None:
        self.index_letters = set(index_letters)
        self.patterns = [read_pattern(name, self.index_letters) for name in names]
        self._bases: dict[tuple[str, ...], list[Pattern]] = {}
        for pattern in self.patterns:
            self._bases.setdefault(pattern.base, []).append(pattern)
        self._longest = max((len(base) for base in self._bases), default=1)

    def read_base(self, tokens: Sequence[Token], place: int) -> tuple[tuple[str, ...], int] | None:
        """The longest declared base at `place`; None where none begins."""
        atoms: list[str] = []
        found: tuple[tuple[str, ...], int] | None = None
        while len(atoms) < self._longest and (atom := read_atom(tokens, place)) is not None:
            atoms.append(atom[0])
            place = atom[1]
            if tuple(atoms) in self._bases:
                found = tuple(atoms), place
        return found

    def match(self, base: tuple[str, ...], scripts: Sequence[Script]) -> Match | None:
        """The declared symbol with most of these scripts in its name."""
        best: Match | None = None
        best_score = (-1, -1, -1)
        for pattern in self._bases.get(base, ()):
            found = _fit(pattern, scripts, self.index_letters)
            digits = sum(t.kind == "digit" for part in pattern.scripts for t in part.tokens)
            score = (len(pattern.scripts), -len(pattern.letters), digits)
            if found is not None and score > best_score:
                best, best_score = found, score
        return best

    def with_base(self, base: tuple[str, ...]) -> list[str]:
        """The declared names that share a base, for messages."""
        return [pattern.symbol for pattern in self._bases.get(base, ())]


def _fit(pattern: Pattern, scripts: Sequence[Script], known: set[str]) -> Match | None:
    rest = list(scripts)
    slots: list[tuple[Token, ...]] = []
    for wanted in pattern.scripts:
        letters = _letters(wanted, known)
        for script in rest:
            if script.kind != wanted.kind:
                continue
            alike = script.kind in ("prime", "star") or script.text == wanted.text
            if not letters and alike:
                break
            pieces = _pieces(wanted, script, letters, known)
            if pieces is not None:
                slots += pieces
                break
        else:
            return None
        rest.remove(script)
    return Match(pattern, tuple(slots), tuple(rest))


def _pieces(
    wanted: Script, script: Script, letters: list[str], known: set[str]
) -> list[tuple[Token, ...]] | None:
    """What stands in the slots of a script; None where it does not fit."""
    if not letters:
        return None
    parts = [token for token in wanted.tokens if token.text != ","]
    pieces = split_indices(script.tokens, len(parts))
    if pieces is None:
        return None
    for part, piece in zip(parts, pieces, strict=True):
        if part.text not in known and [token.text for token in piece] != [part.text]:
            return None
    return [piece for part, piece in zip(parts, pieces, strict=True) if part.text in known]


def split_indices(tokens: Sequence[Token], wanted: int) -> list[tuple[Token, ...]] | None:
    """The tokens of each of `wanted` indices: `ij`, `i,j`, `11`, `i+1,j`; None if they cannot
    be told apart.
    """
    pieces: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        depth += {"open": 1, "close": -1}.get(token.kind, 0)
        if token.text == "," and token.kind == "other" and depth == 0:
            pieces.append([])
        else:
            pieces[-1].append(token)
    if any(not piece for piece in pieces) or any(token.kind == "text" for token in tokens):
        return None
    product = len(tokens) > 1 and all(
        token.kind == "letter" or token.text in GREEK for token in tokens
    )
    if len(pieces) == wanted and not (wanted == 1 and product):
        return [tuple(piece) for piece in pieces]
    if len(pieces) == 1 and len(tokens) == wanted and all(_single(token) for token in tokens):
        return [(token,) for token in tokens]
    return None


def _single(token: Token) -> bool:
    return token.kind in ("letter", "digit") or token.text in GREEK or token.text == ":"
