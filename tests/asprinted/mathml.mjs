// Gives the MathML of formulas: JSON on standard input, {macros, formulas: [{latex, display}]}, a list of MathML on
// standard output. MathJax reads the TeX with the packages and macros of the site (nnbook/site/draw.mjs).

import { createRequire } from "node:module";

const require = createRequire(process.cwd() + "/package.json");
const { macros, formulas } = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
const MathJax = require("mathjax");

await MathJax.init({
  loader: { load: ["input/tex", "adaptors/liteDOM", "[tex]/enclose", "[tex]/html"] },
  tex: {
    packages: { "[+]": ["enclose", "html"], "[-]": ["noundefined", "noerrors"] },
    macros,
    formatError(_, error) {
      throw new Error(error.message);
    },
  },
});

const found = [];
for (const { latex, display } of formulas) {
  try {
    found.push(await MathJax.tex2mmlPromise(latex, { display }));
  } catch (error) {
    found.push(`TeX: ${error.message}`);
  }
}
process.stdout.write(JSON.stringify(found));
