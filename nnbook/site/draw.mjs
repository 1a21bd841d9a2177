// Draws formulas with MathJax: JSON on standard input, {macros, formulas: [{latex, display}]}, gives JSON on standard
// output: for each formula its HTML, its size in em and the style rules that it needs, or the TeX error.

import { createRequire } from "node:module";

const require = createRequire(process.cwd() + "/package.json");
const { macros, formulas } = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
const MathJax = require("mathjax");

await MathJax.init({
  loader: {
    load: ["input/tex", "output/chtml", "adaptors/liteDOM", "a11y/assistive-mml", "[tex]/enclose", "[tex]/html"],
    paths: { "mathjax-newcm": "@mathjax/mathjax-newcm-font" },
  },
  tex: {
    packages: { "[+]": ["enclose", "html"], "[-]": ["noundefined", "noerrors"] },
    macros,
    formatError(_, error) {
      throw error;
    },
  },
  output: { font: "mathjax-newcm" },
  chtml: { fontURL: "fonts", adaptiveCSS: true },
  options: { enableAssistiveMml: true },
});

const { adaptor, output } = MathJax.startup;

// MathJax knows the size of what it draws, and says it to nobody.
let size = [0, 0];
const processMath = output.processMath.bind(output);
output.processMath = (wrapper, node) => {
  processMath(wrapper, node);
  const { w, h, d } = wrapper.getOuterBBox();
  size = [w, h + d];
};

// The rules of a style sheet: what stands before a brace, and all up to the brace that closes it.
function rules(css) {
  const found = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < css.length; i++) {
    if (css[i] === "{") depth++;
    if (css[i] === "}" && --depth === 0) {
      found.push(css.slice(start, i + 1).replace(/\/\*.*?\*\//g, "").replace(/\s+/g, " ").trim());
      start = i + 1;
    }
  }
  return found;
}

// MathJax would break a line between a parenthesis and a minus sign: \sigma( -z).
const NO_BREAK = /<mjx-break size="0"> <\/mjx-break>/g;

const drawn = [];
for (const { latex, display } of formulas) {
  try {
    output.clearCache(); // so that the style sheet holds what this formula needs, and no more
    const node = await MathJax.tex2chtmlPromise(latex, { display, em: 16, ex: 8, containerWidth: 100 * 16 });
    drawn.push({
      html: adaptor.outerHTML(node).replace(/ data-latex="[^"]*"/g, "").replace(NO_BREAK, ""),
      size,
      rules: rules(adaptor.cssText(MathJax.chtmlStylesheet())),
    });
  } catch (error) {
    drawn.push({ error: String(error?.message ?? error) });
  }
}
process.stdout.write(JSON.stringify(drawn));
