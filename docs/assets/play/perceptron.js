// The perceptron learns, mistake by mistake; its points can be moved, flipped, added (docs/perceptron.md).
{
  const { at, number, start } = plays;
  const weighted = ([w1, w2, b], [x1, x2]) => w1 * x1 + w2 * x2 + b; // eq:perceptron-neuron
  const wrong = (w, point) => point[2] * weighted(w, point) <= 0;
  // The next mistake from point i on, and the weights after it (eq:perceptron-rule); null when all are right.
  const next = (points, w, i) => {
    for (let k = 0; k < points.length; k++) {
      const [x1, x2, y] = points[(i + k) % points.length];
      if (!wrong(w, [x1, x2, y])) continue;
      return { example: (i + k) % points.length, weights: [w[0] + y * x1, w[1] + y * x2, w[2] + y] };
    }
    return null;
  };
  const margin = (points, w) => Math.min(...points.map((p) => (p[2] * weighted(w, p)) / Math.hypot(w[0], w[1])));
  const SIX = [[2, 1.2, 1], [0.9, 2, 1], [2.4, 2.4, 1], [0.2, 0.6, -1], [1.3, -0.4, -1], [-0.4, 1.6, -1]];

  const x = (value) => 10 + 60 * (value + 1.5);
  const y = (value) => 310 - 60 * (value + 1.5);
  const MOVES = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, 0.1], ArrowDown: [0, -0.1] };
  const inside = (value) => Math.round(10 * Math.max(-1.4, Math.min(3.4, value))) / 10;
  const html = `<svg viewBox="0 0 320 320" role="group" aria-label="Points. Enter flips one, arrows move it, Delete removes it.">
    <path class="frame quiet" d="M10 10H310V310H10Z"/>
    <svg x="10" y="10" width="300" height="300" viewBox="10 10 300 300">
    <path class="quiet" d="M${x(0)} 10V310M10 ${y(0)}H310"/><path class="fires"/><path class="line"/></svg><g></g></svg>
    <div class="play-controls"><button type="button" value="next">Next mistake</button>
    <button type="button" value="all">To the last</button><button type="button" value="again">Start again</button>
    <button type="button" value="add">Add a point</button></div><p class="play-numbers"></p>
    <p class="play-how">A click on a point flips it, one beside it adds a point. By keyboard: Enter flips, the arrows move, Delete
    removes. Then learning starts again.</p>`;

  start("perceptron", "The perceptron learning, to play with", html, (live, say) => {
    const [svg, places] = [live.querySelector("svg"), live.querySelector("g")];
    const calm = matchMedia("(prefers-reduced-motion: reduce)");
    let [points, w, from, count, last, shown] = [SIX.map((point) => [...point]), [0, 0, 0], 0, 0, null, null];

    const line = (v) => {
      const square = v[0] ** 2 + v[1] ** 2;
      const corner = (along, deep) =>
        `${x((-v[2] / square) * v[0] + (deep * v[0] - along * v[1]) / Math.sqrt(square))} ` +
        y((-v[2] / square) * v[1] + (deep * v[1] + along * v[0]) / Math.sqrt(square));
      live.querySelector(".line").setAttribute("d", square ? `M${corner(-99, 0)}L${corner(99, 0)}` : "");
      const side = [corner(-99, 0), corner(99, 0), corner(99, 99), corner(-99, 99)];
      live.querySelector(".fires").setAttribute("d", square ? `M${side.join("L")}Z` : "");
    };
    // The line glides to its place, or is there at once.
    const glide = (before, begun) => (now) => {
      if (before !== shown || !live.isConnected) return;
      const part = Math.min(1, (now - begun) / 300);
      line(w.map((value, i) => before[i] + part * (value - before[i])));
      if (part < 1) requestAnimationFrame(glide(before, begun));
    };
    const move = (before) => {
      shown = before;
      if (calm.matches || !live.isConnected || !(before[0] || before[1])) line(w);
      else requestAnimationFrame(glide(before, performance.now()));
    };
    const draw = (before) => {
      const held = document.activeElement?.closest?.("[data-point]")?.dataset.point;
      places.innerHTML = points
        .map(([x1, x2, label], i) => {
          const name = `Point ${i + 1}, ${label > 0 ? "ring" : "cross"} at ${number(x1, 1)}, ${number(x2, 1)}`;
          const mark = label > 0 ? '<circle class="first" r="7"/>' : '<path class="second" d="M-6-6L6 6M-6 6L6-6"/>';
          const ring = i === last ? '<circle class="third" r="14"/>' : "";
          const place = `transform="translate(${x(x1)} ${y(x2)})"`;
          return `<g data-point="${i}" role="button" tabindex="0" aria-label="${name}" ${place}>
            <circle class="hit" r="16"/>${mark}${ring}</g>`;
        })
        .join("");
      if (held) places.children[Math.min(held, points.length - 1)].focus();
      const missed = points.filter((point) => wrong(w, point)).length;
      const told = last === null ? "" : `mistake ${count}: point ${last + 1}`;
      const done = missed ? `${missed} of ${points.length} wrong` : `all right after ${count} mistakes`;
      const values = `w = (${number(w[0], 1)}, ${number(w[1], 1)}), b = ${number(w[2], 1)}`;
      const room = w[0] || w[1] ? `margin ${number(margin(points, w))}` : "no boundary yet";
      const numbers = [told, values, room, `<b>${done}</b>`].filter(Boolean);
      live.querySelector(".play-numbers").innerHTML = `<span>${numbers.join("</span> <span>")}</span>`;
      say([told, values, room, done].filter(Boolean).join("; "));
      move(before);
    };
    const begin = () => {
      [w, from, count, last] = [[0, 0, 0], 0, 0, null];
      draw(w);
    };
    const learn = (times) => {
      const before = w;
      for (let found; times-- && (found = next(points, w, from)); count++) {
        [w, last] = [found.weights, found.example];
        from = (last + 1) % points.length;
      }
      draw(before);
    };
    const add = (x1, x2) => points.push([inside(x1), inside(x2), 1]) && begin();
    const flip = (i) => ((points[i][2] *= -1), begin());

    live.addEventListener("click", ({ target }) => {
      const act = { next: () => learn(1), all: () => learn(1000), again: begin, add: () => add(1, 1) }[target.value];
      act?.();
      if (target.value === "add") places.lastElementChild.focus();
    });
    svg.addEventListener("click", (event) => {
      const hit = event.target.closest("[data-point]");
      const [left, top] = at(svg, event);
      if (hit) flip(hit.dataset.point);
      else add((left - 10) / 60 - 1.5, (310 - top) / 60 - 1.5);
    });
    places.addEventListener("keydown", (event) => {
      const i = Number(event.target.closest("[data-point]").dataset.point);
      if (MOVES[event.key]) MOVES[event.key].forEach((by, axis) => (points[i][axis] = inside(points[i][axis] + by)));
      else if (event.key === "Enter" || event.key === " ") points[i][2] *= -1;
      else if (event.key === "Delete" && points.length > 1) points.splice(i, 1);
      else return;
      event.preventDefault();
      begin();
    });
    begin();
  });
  Object.assign(plays, { SIX, margin, next });
}
