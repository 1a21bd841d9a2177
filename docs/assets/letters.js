// What a letter of a drawn formula means: the page's own table of letters says it (nnbook/site/letters.py). A letter is
// found by how it is drawn, CHTML and MathML alike. Loaded by formulas.js when a reader first asks.
"use strict";

{
  let known = []; // a row of the table: its symbols in a line, the sections it holds in, its cells

  const TOKENS = "mjx-mi, mjx-mn, mjx-mo, mjx-mtext, mi, mn, mo, mtext";
  const kind = (node) => node.localName.replace("mjx-", "");
  const inner = (node) => [...node.children].filter((child) => !/(strut|spacer|mspace)$/.test(kind(child)));
  const root = (box) => box.querySelector("mjx-math") ?? box.querySelector("math");

  // A font may be drawn without the letter as text: the class says which one it is.
  const glyph = (node) => String.fromCodePoint(parseInt(/mjx-c([0-9A-F]+)/.exec(node.className)?.[1] ?? "20", 16));
  const letterOf = (token) => token.textContent || [...token.children].map(glyph).join("");

  function wordsOf(node) {
    if (!node) return "";
    const tokens = node.matches(TOKENS) ? [node] : node.querySelectorAll(TOKENS);
    const said = [...tokens].filter((token) => !token.parentElement.closest(TOKENS)).map((token) => {
      const text = letterOf(token).normalize("NFKC");
      return kind(token) === "mtext" || (kind(token) === "mi" && [...text].length > 1) ? `"${text}"` : text;
    });
    return said.join("");
  }

  // What stands around one thing alone is not looked at.
  function bare(node) {
    const only = /^(mrow|texatom|mstyle|base)$/.test(kind(node)) ? inner(node) : [];
    return only.length === 1 ? bare(only[0]) : node;
  }

  // A symbol: what it is, above, below.
  function read(symbol) {
    const node = bare(symbol);
    const name = kind(node);
    if (!/^msu[bp]/.test(name)) return [keyOf(node), "", ""];
    let [base, ...scripts] = inner(node);
    if (kind(scripts[0]) === "script") scripts = inner(scripts[0]);
    else if (name === "msubsup") scripts.reverse();
    const [up, down] = name === "msub" ? [null, scripts[0]] : scripts;
    return [keyOf(bare(base)), wordsOf(up), wordsOf(down)];
  }

  function keyOf(node) {
    if (node.matches(TOKENS)) return letterOf(node);
    return `${kind(node)}(${inner(node).map((child) => keyOf(bare(child))).join()})`;
  }

  // How well a script fits a declared one, -1 for not at all: W^{[l]} is every W with a layer, w_1 is no other.
  function fit(printed, declared) {
    const plain = printed.replace(/[⊤′]+$/, "");
    if (plain === declared) return 4;
    if (!declared) return /"/.test(plain) ? -1 : 0;
    const any = declared
      .replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
      .replace(/\\\[[a-zω]\\\]/g, "\\[[^\\]]*\\]")
      .replace(/\\\([a-zω]\\\)/g, "\\([^)]*\\)");
    const index = /^[a-zωι]+$/.test(declared) && /^[^"A-Z]+$/.test(plain);
    return index || new RegExp(`^${any}$`).test(plain) ? 2 : -1;
  }

  function fits(symbol, declared) {
    const [base, up, down] = read(symbol);
    if (base !== declared[0]) return -1;
    const [above, below] = [fit(up, declared[1]), fit(down, declared[2])];
    return above < 0 || below < 0 ? -1 : 1 + above + below;
  }

  // The symbol that a token is the base of, or the accent.
  function symbolOf(token) {
    let node = token;
    for (let up = node.parentElement; up; up = node.parentElement) {
      const name = kind(up);
      const wraps = inner(up).length === 1 && /^(mrow|texatom|mstyle|base)$/.test(name);
      const accent = name === "over" && kind(up.parentElement) === "mover";
      const based = /^msu[bp]/.test(name) && inner(up)[0] === node;
      if (!wraps && !based && !accent && name !== "mover") break;
      node = up;
    }
    return node;
  }

  // In dL/dz the d is no part of a letter dz.
  function isSlope(node) {
    const parts = node.closest("mjx-mfrac, mfrac")?.querySelectorAll("mjx-num, mjx-den, mfrac > *") ?? [];
    const first = [...parts].map((part) => wordsOf(part)[0]);
    return first.length > 1 && first.every((letter) => letter === "d");
  }

  // The headings above a place, the nearest first.
  function sectionsOf(place) {
    let node = place.closest(".md-content__inner > *");
    const found = [];
    for (let level = 7; node; node = node.previousElementSibling) {
      if (!/^H[1-6]$/.test(node.tagName) || Number(node.tagName[1]) >= level) continue;
      level = Number(node.tagName[1]);
      found.push(node.id);
    }
    return found;
  }

  // The row of the table that a symbol is of, and all that is drawn of that letter.
  function rowOf(symbol, sections) {
    const line = inner(symbol.parentElement);
    const at = line.indexOf(symbol);
    let best = null;
    for (const row of known) {
      const place = sections.findIndex((id) => row.sections.includes(id));
      const far = row.sections.length ? (place < 0 ? 90 : place) : 50; // the nearest section says it
      for (let k = 0; k <= Math.min(at, row.symbols.length - 1); k++) {
        const nodes = line.slice(at - k, at - k + row.symbols.length);
        if (nodes.length < row.symbols.length || (k > 0 || nodes.length > 1) && isSlope(nodes[0])) continue;
        const points = nodes.map((node, i) => fits(node, row.symbols[i]));
        const sum = points.reduce((a, b) => a + b) * 100 - far;
        if (Math.min(...points) > 0 && sum > (best?.sum ?? 0)) best = { sum, row, nodes };
      }
    }
    return best;
  }

  // A script that is a name, as in J_0 or w_best, is part of its letter.
  const isName = ({ row }) => row.symbols.some((symbol) => symbol.slice(1).some((s) => s && !/^\W*[a-zωι]\W*$/.test(s)));

  function meaning(token) {
    const sections = sectionsOf(token);
    const box = root(token.closest(".arithmatex"));
    let best = null;
    for (let symbol = symbolOf(token); symbol && box.contains(symbol); ) {
      const found = symbol === token && kind(token) === "mtext" ? null : rowOf(symbol, sections);
      if (found && (!best || isName(found))) best = found;
      const script = symbol.parentElement.closest("mjx-script, msub, msup, msubsup");
      const base = script && (kind(script) === "script" ? script.parentElement : script).firstElementChild;
      symbol = base && base !== symbol && symbolOf(base);
    }
    return best;
  }

  const tokensIn = (node) => [...node.querySelectorAll(TOKENS)];
  const tokensOf = (box) => tokensIn(root(box));
  function readTable() {
    known = [...document.querySelectorAll("table.letters tbody tr")].map((row) => ({
      cells: row.cells,
      sections: row.dataset.section?.split(" ") ?? [],
      symbols: inner(root(row.cells[0])).map(read),
    }));
  }

  window.letterTable = { meaning, tokensIn, tokensOf, letterOf, readTable };
}
