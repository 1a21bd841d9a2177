// What a style sheet cannot do: names for what the theme leaves nameless, and a tab stop for formulas that scroll.

const search = document.querySelector(".md-search");
if (search) search.setAttribute("aria-label", "Search");

// What is wider than its column scrolls in its own box, which the keyboard must reach; else it is no tab stop.
const BOXES =
  "div.arithmatex, span.arithmatex:has(mjx-mtable), .badge-content, .letters-box, .table-box, .md-typeset__scrollwrap";
const sizes = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const box = target.closest(BOXES);
    if (!box) continue; // taken out of the page meanwhile
    if (widthOf(box) > box.clientWidth + 1) {
      box.tabIndex = 0;
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", `${nameOf(box)}, scrolls sideways`);
    } else {
      for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
    }
  }
});

// A display formula far from the window is not laid out, but carries its width.
function widthOf(box) {
  const style = getComputedStyle(box);
  const em = parseFloat(style.getPropertyValue("--width"));
  return em ? em * parseFloat(style.fontSize) + 4 : box.scrollWidth;
}

function nameOf(box) {
  const number = box.closest(".formula")?.querySelector(".formula-number").textContent;
  if (number) return `Formula ${number}`;
  return box.matches(".arithmatex") ? "Formula" : "Table";
}

// The style sheet leaves what is far from the window to be laid out when it comes near: a page stands sooner. As soon as a
// reader moves, all of it is, so that the scroll bar, links and the way back are right; so is each page that follows.
const stand = () => document.documentElement.classList.add("stands");
for (const move of ["scroll", "pointermove", "pointerdown", "keydown"]) addEventListener(move, stand, { once: true });
if (performance.getEntriesByType("navigation")[0].type !== "navigate") stand(); // come back to a place, or loaded again

// The theme adds its copy buttons while the page stands: each group of them is a landmark and needs a name.
const named = new MutationObserver(nameButtons);
function nameButtons() {
  document.querySelectorAll(".md-code__nav:not([aria-label])").forEach((nav) => {
    const count = document.querySelectorAll(".md-code__nav[aria-label]").length + 1;
    nav.setAttribute("aria-label", `Code ${count}`);
  });
}

// The theme announces each page that it puts in place of the last one.
document$.subscribe(() => {
  sizes.disconnect();
  document.querySelectorAll(BOXES).forEach((box) => {
    sizes.observe(box);
    if (!box.matches("div.arithmatex")) for (const child of box.children) sizes.observe(child);
  });
  named.disconnect();
  const content = document.querySelector(".md-content");
  if (content) named.observe(content, { childList: true, subtree: true });
  nameButtons();
});
