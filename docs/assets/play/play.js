// What the pictures to play with share. Only a page that has one loads them (nnbook/site/theme/main.html), after its text;
// its still picture stands until then, and in print, and without scripts. The theme runs them anew on each page that it
// puts in place of the last. So all that they hold are elements of the page and timers that end: they go when it goes.

window.plays ??= {};

// The exponent is never positive (eq:sigmoid-stable).
plays.sigmoid = (z) => {
  const c = Math.exp(-Math.abs(z));
  return (z < 0 ? c : 1) / (1 + c);
};

plays.number = (value, digits = 4) => {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "no number" : value < 0 ? "−∞" : "∞";
  const large = Math.abs(value) >= 1e5;
  const text = large ? value.toExponential(2).replace("e+", " · 10^") : value.toFixed(digits);
  return (Number(text) === 0 ? text.replace("-", "") : text).replace("-", "−");
};

plays.range = (name, label, min, max, step, value) =>
  `<label>${label} <b></b>
  <input type="range" name="${name}" min="${min}" max="${max}" step="${step}" value="${value}"></label>`;

// The numbers of the controls, each also shown beside its label.
plays.read = (live) => {
  const found = {};
  for (const input of live.querySelectorAll("input[type=range]")) {
    const digits = (input.step.split(".")[1] ?? "").length;
    found[input.name] = Number(input.value);
    input.parentElement.querySelector("b").textContent = plays.number(found[input.name], digits);
  }
  return found;
};

// Where the pointer is, in the picture's own units.
plays.at = (svg, event) => {
  const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  return [point.x, point.y];
};

// `html` becomes the picture in its place; `play(live, say)` wakes it. What is said is said once it has settled.
plays.start = (name, label, html, play) => {
  for (const place of document.querySelectorAll(`[data-play="${name}"]:not(:has(> .play-live))`)) {
    const live = document.createElement("div");
    live.className = "play-live";
    live.setAttribute("role", "group");
    live.setAttribute("aria-label", label);
    live.innerHTML = html + '<p class="play-said" role="status"></p>';
    let timer;
    play(live, (text) => {
      clearTimeout(timer);
      timer = setTimeout(() => (live.querySelector(".play-said").textContent = text), 400);
    });
    place.append(live);
  }
};
