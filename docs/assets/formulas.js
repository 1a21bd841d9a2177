// What a reader does with a formula: copies its LaTeX, asks what a letter means, steps through a derivation. One set of
// buttons goes from formula to formula; without this script the formulas are only read.
"use strict";

{
  const source = document.currentScript.src.replace(/formulas\.js.*/, "letters.js");
  const make = (name, attributes, ...inside) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...inside);
    return made;
  };
  const key = (name, shortcut, title) =>
    make("button", { type: "button", "data-do": name, "aria-keyshortcuts": shortcut, title });
  const buttons = {
    copy: key("copy", "c", "Copy the formula as LaTeX (c)"),
    letters: key("letters", "ArrowRight", "What the letters mean (arrow keys)"),
    step: key("step", "ArrowDown", "One line at a time (arrow keys)"),
    all: key("all", "Escape", "Show all lines (Escape)"),
  };
  const tools = make("div", { class: "formula-tools", role: "group" }, ...Object.values(buttons));
  const tip = make("div", { class: "letter-tip", role: "tooltip", id: "letter-tip", hidden: "" });
  const said = make("div", { class: "badge-of", role: "status" });
  let current = null; // the formula that has the buttons
  let shown = null; // the letter that is explained: { row, nodes }
  let steps = null; // { formula, rows, at }
  let timer = 0;

  const boxOf = (formula) => formula.querySelector(".formula-row > .arithmatex");
  const say = (text) => (said.textContent = text);

  function withLetters(then) {
    if (window.letterTable) return then();
    const script = make("script", { src: source });
    script.addEventListener("load", () => {
      letterTable.readTable();
      then();
    });
    document.head.append(script);
  }

  // --- The buttons

  function attend(formula) {
    if (formula === current || (current && tools.contains(document.activeElement))) return;
    current = formula;
    if (!formula) return tools.remove();
    label();
    tools.setAttribute("aria-label", `Formula ${formula.querySelector(".formula-number").textContent}`);
    formula.querySelector(".formula-row").after(tools);
  }

  function label() {
    const rows = rowsOf(current).length;
    const stepping = steps?.formula === current;
    buttons.copy.textContent = "Copy";
    buttons.copy.hidden = stepping;
    buttons.letters.textContent = "Letters";
    buttons.letters.hidden = stepping || !document.querySelector("table.letters");
    buttons.step.textContent = stepping ? `Line ${steps.at} of ${rows}` : "Steps";
    buttons.step.hidden = rows < 3;
    buttons.all.textContent = "All lines";
    buttons.all.hidden = !stepping;
  }

  function act(name) {
    if (name === "copy") copy();
    if (name === "letters") walk(1);
    if (name === "step") step(1);
    if (name === "all") whole();
  }

  tools.addEventListener("click", ({ target }) => act(target.dataset.do));
  document.addEventListener("pointerover", ({ target, pointerType }) => {
    const formula = target.closest?.(".formula");
    if (formula) attend(formula);
    else if (!document.activeElement.closest(".formula")) attend(null);
    if (pointerType !== "touch") hover(target);
  });
  document.addEventListener("focusin", ({ target }) => {
    attend(target.closest(".formula"));
    if (shown && !target.closest(".formula, .letter-tip")) hide();
  });
  document.addEventListener("click", ({ target }) => {
    if (target.closest(".formula")) attend(target.closest(".formula"));
    if (!target.closest(".formula-tools, .letter-tip")) touch(target);
  });
  document.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (key === "Escape" && shown) return hide();
    if (key === "Escape" && steps) return whole();
    const formula = target.closest(".formula");
    if (!formula || formula !== current || event.ctrlKey || event.metaKey || event.altKey) return;
    const scrolls = target.matches(".arithmatex");
    if (key === "c") copy();
    else if (key === "ArrowRight" && !scrolls) walk(1);
    else if (key === "ArrowLeft" && !scrolls) walk(-1);
    else if (key === "ArrowDown" && !buttons.step.hidden && (steps || tools.contains(target))) step(1);
    else if (key === "ArrowUp" && steps) step(-1);
    else return;
    event.preventDefault();
  });

  // --- Copy

  async function copy() {
    const { latex } = boxOf(current).dataset;
    try {
      await navigator.clipboard.writeText(latex);
    } catch {
      const area = make("textarea", { class: "badge-of" }); // from a file, or without https
      const back = document.activeElement;
      area.value = latex;
      tools.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
      back.focus();
    }
    buttons.copy.textContent = "Copied";
    say(`Copied the LaTeX of formula ${current.querySelector(".formula-number").textContent}`);
  }

  // In a selection, formulas within lines among them, the LaTeX stands for what is drawn.
  document.addEventListener("copy", (event) => {
    if (event.target.closest?.("textarea, input") || getSelection().isCollapsed) return;
    const range = getSelection().getRangeAt(0).cloneRange();
    const box = (node) => (node.closest ? node : node.parentElement).closest(".arithmatex[data-latex]");
    const [first, last] = [box(range.startContainer), box(range.endContainer)];
    if (first) range.setStartBefore(first);
    if (last) range.setEndAfter(last);
    const part = range.cloneContents();
    const found = part.querySelectorAll(".arithmatex[data-latex]");
    if (!found.length) return;
    for (const drawn of found) {
      const { latex } = drawn.dataset;
      drawn.replaceWith(drawn.localName === "div" ? `\n$$\n${latex}\n$$\n` : `$${latex}$`);
    }
    for (const extra of part.querySelectorAll(".badge, .formula-number, .formula-tools")) extra.remove();
    for (const block of part.querySelectorAll("p, li, h1, h2, h3, h4, pre, tr")) block.append("\n\n");
    event.clipboardData.setData("text/plain", part.textContent.replace(/\n{3,}/g, "\n\n").trim());
    event.preventDefault();
  });

  // --- Letters

  const tokenAt = (target) =>
    target.closest?.("mjx-math, math") && !target.closest(".letter-tip")
      ? target.closest("mjx-mi, mjx-mo, mjx-mn, mjx-mtext, mi, mo, mn, mtext")
      : null;

  function hover(target) {
    clearTimeout(timer);
    if (target.closest(".letter-tip")) return;
    const token = tokenAt(target);
    if (token) timer = setTimeout(() => withLetters(() => explain(letterTable.meaning(token))), 150);
    else if (shown && !tools.contains(document.activeElement)) timer = setTimeout(hide, 400);
  }

  function touch(target) {
    const token = tokenAt(target);
    if (token) withLetters(() => explain(letterTable.meaning(token)));
    else hide();
  }

  function explain(found) {
    hide();
    if (!found) return;
    shown = found;
    const [letter, meaning, shape, code] = [...found.row.cells].map((cell) => cell.cloneNode(true).childNodes);
    tip.replaceChildren(make("p", {}, ...letter, make("b", {}, ...meaning)), make("p", {}, ...shape, " ", ...code));
    for (const node of found.nodes) node.classList.add("explained");
    document.querySelector(".md-content__inner").append(tip);
    tip.hidden = false;
    const at = found.nodes[0].getBoundingClientRect();
    const line = found.nodes[0].closest("div.arithmatex")?.getBoundingClientRect();
    const top = line?.height < 120 ? line.top : at.top; // above the whole formula, if it is one line
    const from = tip.offsetParent.getBoundingClientRect();
    const room = document.documentElement.clientWidth - tip.offsetWidth - 8;
    tip.style.left = `${Math.max(8, Math.min(at.left, room)) - from.left}px`;
    const above = top - tip.offsetHeight - 8;
    tip.style.top = `${(above > 60 ? above : at.bottom + 8) - from.top}px`;
  }

  function hide() {
    clearTimeout(timer);
    for (const node of shown?.nodes ?? []) node.classList.remove("explained");
    shown = null;
    tip.hidden = true;
  }

  // From letter to letter, round and round.
  function walk(way) {
    const formula = current;
    withLetters(() => {
      const found = letterTable.tokensOf(boxOf(formula)).map(letterTable.meaning).filter(Boolean);
      const each = found.filter(({ nodes }, i) => nodes[0] !== found[i - 1]?.nodes[0]);
      if (!each.length) return say("The table of letters has none of these");
      const at = each.findIndex(({ nodes }) => nodes[0] === shown?.nodes[0]);
      explain(each[at < 0 ? (way > 0 ? 0 : each.length - 1) : (at + way + each.length) % each.length]);
      shown.nodes[0].scrollIntoView({ block: "nearest", inline: "nearest" });
      const [letter, meaning, shape, code] = shown.row.cells;
      const words = letter.querySelector("[data-latex]").dataset.latex;
      say([words, meaning.textContent, shape.querySelector("[data-latex]")?.dataset.latex ?? shape.textContent,
        code.textContent].filter(Boolean).join(", "));
    });
  }

  // --- Steps

  // The rows of a formula that is a table as a whole, as derivations are and matrices are not.
  function rowsOf(formula) {
    const whole = formula.querySelector("mjx-math") ?? formula.querySelector("math");
    const table = whole.children.length === 1 ? whole.querySelector(":scope > mjx-mtable, :scope > mtable") : null;
    const own = (row) => row.parentElement.closest("mjx-mtable, mtable") === table;
    return [...(table?.querySelectorAll("mjx-mtr, mtr") ?? [])].filter(own);
  }

  function step(way) {
    const formula = current;
    hide();
    if (steps && steps.formula !== formula) whole();
    withLetters(() => {
      const rows = rowsOf(formula);
      const at = (steps?.at ?? 0) + way;
      if (at < 1 || at > rows.length) return whole();
      steps = { formula, rows, at };
      rows.forEach((row, i) => row.classList.toggle("later", i >= at));
      for (const mark of formula.querySelectorAll(".changed")) mark.classList.remove("changed");
      if (at > 1) for (const token of changed(rows[at - 2], rows[at - 1])) token.classList.add("changed");
      const within = tools.contains(document.activeElement); // on a button that goes
      label();
      if (within) buttons.step.focus();
      const reason = [...rows[at - 1].querySelectorAll("mjx-mtext, mtext")].at(-1);
      say(`Line ${at} of ${rows.length}${reason ? `: ${letterTable.letterOf(reason)}` : ""}`);
    });
  }

  function whole() {
    const { formula, rows } = steps ?? { rows: [] };
    for (const row of rows) row.classList.remove("later");
    for (const mark of formula?.querySelectorAll(".changed") ?? []) mark.classList.remove("changed");
    if (document.activeElement === buttons.all) buttons.step.focus();
    steps = null;
    if (current) label();
    say("All lines");
  }

  // What a row has new: all between what begins and what ends alike in both, but for long parts that stay. A row
  // without a left side goes on with the right one.
  function changed(before, row) {
    const tokens = (of) => letterTable.tokensIn(of).filter((token) => !token.closest("mjx-mtext, mtext"));
    const right = (of) => {
      const all = tokens(of);
      return all.slice(all.findIndex((token) => /^[=≈≤≥<>≠←]$/.test(letterTable.letterOf(token))) + 1);
    };
    const whole = tokens(row.firstElementChild).length;
    let [a, b] = whole ? [tokens(before), tokens(row)] : [right(before), right(row)];
    const same = (i, j) => letterTable.letterOf(a[i]) === letterTable.letterOf(b[j]);
    let first = 0;
    while (first < Math.min(a.length, b.length) && same(first, first)) first++;
    let last = 0;
    while (last < Math.min(a.length, b.length) - first && same(a.length - 1 - last, b.length - 1 - last)) last++;
    [a, b] = [a.slice(first, a.length - last), b.slice(first, b.length - last)];
    const long = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
    for (let i = a.length - 1; i >= 0; i--)
      for (let j = b.length - 1; j >= 0; j--)
        long[i][j] = same(i, j) ? 1 + long[i + 1][j + 1] : Math.max(long[i + 1][j], long[i][j + 1]);
    if (long[0][0] < 0.7 * b.length) return b;
    const fresh = [];
    for (let i = 0, j = 0; j < b.length; )
      if (i < a.length && same(i, j)) [i, j] = [i + 1, j + 1];
      else if (i < a.length && long[i + 1][j] >= long[i][j + 1]) i++;
      else fresh.push(b[j++]);
    return fresh;
  }

  // The theme announces each page that it puts in place of the last one.
  document$.subscribe(() => {
    current = shown = steps = null;
    tools.remove();
    document.querySelector(".md-content__inner")?.append(said);
    window.letterTable?.readTable();
  });
}
