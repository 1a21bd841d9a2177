// Gradient descent on one weight: step size and curvature decide (docs/gradient_descent.md).
{
  const { number, range, read, start } = plays;
  const cost = (w, c, best) => ((w - best) * (c * (w - best))) / 2; // eq:descent-bowl
  // All weights on the way, start first (eq:descent-update, eq:descent-bowl-gradient).
  const descend = (w, alpha, c, best, steps) => {
    const path = [w];
    for (let t = 0; t < steps; t++) path.push(path[t] - alpha * (c * (path[t] - best)));
    return path;
  };
  const verdict = (factor) => {
    if (Math.abs(factor) < 1e-9) return ["converges", "arrives in one step"];
    if (Math.abs(factor + 1) < 1e-9) return ["stays", "swings between two places for ever"];
    if (factor < -1) return ["diverges", "swings further out at each step: diverges"];
    if (factor < 0) return ["converges", "swings from side to side and converges"];
    return ["converges", "converges from one side"];
  };

  const BEST = 1;
  const START = 4;
  const x = (w) => 180 + 33 * (w - BEST);
  const y = (J) => 230 - 16 * J;
  const ticks = [-4, -2, 0, 2, 4, 6].map((w) => `<text x="${x(w)}" y="250" text-anchor="middle">${number(w, 0)}</text>`);

  const html = `<svg viewBox="0 0 360 272" role="img" aria-label="The cost as a parabola, and the steps of descent on it.">
    <path class="quiet" d="M10 230H350M${x(BEST)} 10V230"/>${ticks.join("")}
    <text x="180" y="268" text-anchor="middle">w</text><text x="186" y="20">J</text>
    <svg x="10" y="6" width="340" height="232" viewBox="10 6 340 232"><path class="bowl first"/><path class="way"/><g></g></svg>
    </svg><div class="play-controls">${range("alpha", "step size α", 0.05, 1.5, 0.05, 0.3)}
    ${range("c", "curvature c", 0.5, 3, 0.1, 2)}${range("T", "steps T", 0, 20, 1, 6)}</div>
    <p class="play-numbers"></p><p class="play-how">Make the product of step size and curvature 1, then 2, then more.</p>`;

  start("descent", "Gradient descent on one weight, to play with", html, (live, say) => {
    const draw = () => {
      const { alpha, c, T } = read(live);
      const path = descend(START, alpha, c, BEST, T);
      const [kind, words] = verdict(1 - alpha * c);
      const places = path.filter((w) => Math.abs(w) < 1e3).map((w) => `${x(w)} ${y(cost(w, c, BEST))}`);
      const bowl = Array.from({ length: 69 }, (_, i) => BEST + (i - 34) * 0.16);
      live.querySelector(".bowl").setAttribute("d", `M${bowl.map((w) => `${x(w)} ${y(cost(w, c, BEST))}`).join("L")}`);
      live.querySelector(".way").setAttribute("d", `M${places.join("L")}`);
      live.querySelector("g").innerHTML = places
        .map((place, t) => `<circle class="dot${t ? "" : " start"}" r="${t ? 4 : 6}" transform="translate(${place})"/>`)
        .join("");
      live.dataset.verdict = kind;
      const factor = `1 − αc = 1 − ${number(alpha, 2)} · ${number(c, 1)} = ${number(1 - alpha * c, 3)}`;
      const after = `after ${T} ${T === 1 ? "step" : "steps"} w = ${number(path[T])}`;
      const numbers = [`each step times ${factor}`, `<b>${words}</b>`, `${after}, best is ${BEST}`];
      live.querySelector(".play-numbers").innerHTML = `<span>${numbers.join("</span> <span>")}</span>`;
      say(`Factor ${number(1 - alpha * c, 3)}: ${words}; ${after}`);
    };
    live.addEventListener("input", draw);
    draw();
  });
  Object.assign(plays, { cost, descend, verdict });
}
