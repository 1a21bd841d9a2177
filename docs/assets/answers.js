// Numbers that a reader enters: right or wrong at once, without a request. The page has a salted digest of the rounded
// right number (nnbook/site/exercises.py). Without this script the boxes stay hidden, and the solution stands below.

document$.subscribe(() => {
  for (const form of document.querySelectorAll("form.answer[hidden]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const [verdict, said] = judge(form, form.querySelector("input").value);
      form.dataset.verdict = verdict;
      form.querySelector("output").textContent = said;
    });
    form.addEventListener("input", () => {
      delete form.dataset.verdict;
      form.querySelector("output").textContent = "";
    });
  }
});

function judge(form, text) {
  const { salt, decimals, right, near, opposite } = form.dataset;
  const value = read(text);
  if (value === null) return ["unread", "Enter a number, for example 0.25, -3 or 2/3."];
  const found = digest(salt, rounded(value, Number(decimals)));
  if (found === right) return ["right", "Right."];
  if (near.split(" ").includes(found)) return ["wrong", "Nearly: the last digit is one off."];
  if (found === opposite) return ["wrong", "The size is right, the sign is not."];
  return ["wrong", "Not yet."];
}

// A decimal with a point or a comma, with or without an exponent, or a fraction.
function read(text) {
  const number = "[-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:e[-+]?\\d+)?";
  const plain = text.trim().replaceAll("\u2212", "-").replace(",", ".");
  const match = new RegExp(`^(${number})(?:\\s*/\\s*(${number}))?$`, "i").exec(plain);
  const value = match ? Number(match[1]) / Number(match[2] ?? 1) : NaN;
  return Number.isFinite(value) ? value : null;
}

function rounded(value, decimals) {
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? text.replace("-", "") : text;
}

// FNV-1a in 32 bits.
function digest(salt, text) {
  let found = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(`${salt} ${text}`)) found = Math.imul(found ^ byte, 0x01000193);
  return (found >>> 0).toString(16).padStart(8, "0");
}
