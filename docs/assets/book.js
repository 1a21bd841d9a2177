// What a style sheet cannot do: names for what the theme leaves nameless, and a tab stop for formulas that scroll.

const search = document.querySelector(".md-search");
if (search) search.setAttribute("aria-label", "Search");

// A formula wider than its column scrolls in its own box, which the keyboard must reach; others are no tab stop.
const boxes = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) {
      target.tabIndex = 0;
      target.setAttribute("role", "group");
      target.setAttribute("aria-label", `Formula ${target.dataset.number}, scrolls sideways`);
    } else {
      for (const name of ["tabindex", "role", "aria-label"]) target.removeAttribute(name);
    }
  }
});

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
  boxes.disconnect();
  document.querySelectorAll("div.arithmatex").forEach((box) => boxes.observe(box));
  named.disconnect();
  const content = document.querySelector(".md-content");
  if (content) named.observe(content, { childList: true, subtree: true });
  nameButtons();
});
