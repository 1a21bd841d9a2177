// The sigmoid and its slope with a tangent that moves (docs/sigmoid.md).
{
  const { at, number, range, read, sigmoid, start } = plays;
  const slope = (z) => sigmoid(z) * sigmoid(-z); // eq:sigmoid-product

  const x = (z) => 190 + 26 * z;
  const above = (a) => 160 - 140 * a;
  const below = (a) => 290 - 360 * a;
  const curve = (f, y) =>
    Array.from({ length: 121 }, (_, i) => i / 10 - 6)
      .map((z, i) => `${i ? "L" : "M"}${x(z).toFixed(1)} ${y(f(z)).toFixed(1)}`)
      .join("");
  const level = (y, name) =>
    `<path class="quiet" d="M${x(-6)} ${y}H${x(6)}"/><text x="28" y="${y + 4}" text-anchor="end">${name}</text>`;
  const ticks = [-6, -4, -2, 0, 2, 4, 6].map((z) => `<text x="${x(z)}" y="308" text-anchor="middle">${number(z, 0)}</text>`);

  const html = `<svg viewBox="0 0 360 326" role="img" aria-label="The sigmoid with its tangent at z and, below, its slope.">
    ${level(above(0), "0")}${level(above(0.5), "½")}${level(above(1), "1")}${level(below(0), "0")}${level(below(0.25), "¼")}
    ${ticks.join("")}<text x="${x(0)}" y="324" text-anchor="middle">z</text>
    <text class="first" x="36" y="${above(1) + 20}">σ(z)</text><text class="second" x="36" y="${below(0.25) + 20}">σ′(z)</text>
    <path class="guide"/><path class="first" d="${curve(sigmoid, above)}"/><path class="second" d="${curve(slope, below)}"/>
    <path class="tangent second dashed"/><circle class="first dot" r="6"/><circle class="second dot" r="6"/></svg>
    <div class="play-controls">${range("z", "z", -6, 6, 0.1, 0)}</div><p class="play-numbers"></p>
    <p class="play-how">Drag the point, or move the slider with the arrow keys.</p>`;

  start("sigmoid", "The sigmoid and its slope, to play with", html, (live, say) => {
    const [svg, input] = [live.querySelector("svg"), live.querySelector("input")];
    const [first, second] = live.querySelectorAll("circle");
    const draw = () => {
      const { z } = read(live);
      const [a, da] = [sigmoid(z), slope(z)];
      const line = [-1.8, 1.8].map((h) => `${x(z + h)} ${above(a + h * da)}`);
      live.querySelector(".tangent").setAttribute("d", `M${line.join("L")}`);
      live.querySelector(".guide").setAttribute("d", `M${x(z)} ${above(a)}V${below(da)}`);
      first.setAttribute("transform", `translate(${x(z)} ${above(a)})`);
      second.setAttribute("transform", `translate(${x(z)} ${below(da)})`);
      const words = [`σ(z) = ${number(a)}`, `σ′(z) = ${number(a)} · (1 − ${number(a)}) = ${number(da)}`];
      live.querySelector(".play-numbers").innerHTML = `<span>${words.join("</span> <span>")}</span>`;
      say(`z = ${number(z, 1)}: sigmoid ${number(a)}, slope ${number(da)}`);
    };
    const drag = (event) => {
      if (event.type === "pointerdown") svg.setPointerCapture(event.pointerId);
      if (!svg.hasPointerCapture(event.pointerId)) return;
      input.value = (at(svg, event)[0] - x(0)) / 26;
      draw();
    };
    svg.addEventListener("pointerdown", drag);
    svg.addEventListener("pointermove", drag);
    live.addEventListener("input", draw);
    draw();
  });
  Object.assign(plays, { slope });
}
