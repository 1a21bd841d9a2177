// The 2-3-1 network: its numbers forward and back, step by step (docs/two_layer.md).
{
  const { number, sigmoid, start } = plays;
  const dot = (u, v) => u.reduce((sum, value, i) => sum + value * v[i], 0);
  // eq:two-layer-network, eq:two-layer-loss
  const forward = (x, y, { W1, b1, W2, b2 }) => {
    const z1 = W1.map((row, j) => dot(row, x) + b1[j]);
    const a1 = z1.map(sigmoid);
    const z2 = dot(W2, a1) + b2;
    const a2 = sigmoid(z2);
    return { z1, a1, z2, a2, loss: -(y * Math.log(a2) + (1 - y) * Math.log(1 - a2)) };
  };
  // The eight gradients in the order of the page (eq:two-layer-da2 to eq:two-layer-db1).
  const backward = (x, y, { W2 }, { a1, a2 }) => {
    const da2 = (a2 - y) / (a2 * (1 - a2));
    const dz2 = a2 - y;
    const da1 = W2.map((weight) => weight * dz2);
    const dz1 = da1.map((da, j) => da * (a1[j] * (1 - a1[j])));
    const dW1 = dz1.map((dz) => x.map((value) => dz * value));
    return { da2, dz2, dW2: a1.map((a) => dz2 * a), db2: dz2, da1, dz1, dW1, db1: dz1 };
  };
  const less = (p, d, alpha) => (Array.isArray(p) ? p.map((part, i) => less(part, d[i], alpha)) : p - alpha * d);
  const update = (p, d, alpha) =>
    Object.fromEntries(Object.entries(p).map(([name, value]) => [name, less(value, d[`d${name}`], alpha)]));
  const EXAMPLE = {
    x: [1, 0.5],
    y: 1,
    alpha: 2,
    p: { W1: [[0.2, -0.4], [0.5, 0.6], [-0.3, 0.8]], b1: [0.1, -0.2, 0.3], W2: [0.7, -0.5, 0.3], b2: -0.4 },
  };

  // What each step computes, how it is printed, and over which layer of lines it runs.
  const STEPS = [
    ["z1", "z^1 = W^1 x + b^1", 1], ["a1", "a^1 = σ(z^1)"], ["z2", "z^2 = W^2 a^1 + b^2", 2], ["a2", "a^2 = σ(z^2)"],
    ["loss", "ℓ = −y log a^2 − (1 − y) log(1 − a^2)"], ["da2", "da^2 = (a^2 − y) / (a^2 (1 − a^2))"], ["dz2", "dz^2 = a^2 − y"],
    ["dW2", "dW^2 = dz^2 times a^1", 2], ["db2", "db^2 = dz^2"], ["da1", "da^1 = W^2 turned, times dz^2", 2],
    ["dz1", "dz^1 = da^1 ⊙ a^1 ⊙ (1 − a^1)"], ["dW1", "dW^1 = dz^1 times x", 1], ["db1", "db^1 = dz^1"],
    ["", "All parameters minus α times their gradients. Next: forward again."],
  ];
  const tell = (value) => [value].flat(2).map((entry) => number(entry)).join(", ");
  const raised = (text) => text.replace(/\^(\d)/g, "<sup>[$1]</sup>");

  const IN = [[30, 105], [30, 215]];
  const HIDDEN = [[165, 45], [165, 155], [165, 265]];
  const OUT = [[300, 155]];
  const lines = (ends, starts, layer) =>
    ends.flatMap((end) => starts.map((begin) => `<path class="edge" data-layer="${layer}" d="M${begin}L${end}"/>`)).join("");
  const node = ([left, top], kind, name) => `<g transform="translate(${left} ${top})"><circle class="${kind}" r="25"/>
    <text data-at="${name}" y="4"></text><text class="small" data-at="z${name}" y="-31"></text>
    <text class="third" data-at="d${name}" y="40"></text><text class="third" data-at="dz${name}" y="55"></text></g>`;
  const box = (path, label, name) =>
    `<label>${raised(label)}<input type="number" step="0.1" name="${path}" aria-label="${name}"><small></small></label>`;
  const hidden = [0, 1, 2].map(
    (j) => `<div role="group" aria-label="Hidden neuron ${j + 1}">
    ${[0, 1].map((k) => box(`p.W1.${j}.${k}`, `W^1<sub>${j + 1}${k + 1}</sub>`, `weight from input ${k + 1} to hidden neuron ${j + 1}`)).join("")}
    ${box(`p.b1.${j}`, `b^1<sub>${j + 1}</sub>`, `bias of hidden neuron ${j + 1}`)}</div>`,
  );
  const output = [0, 1, 2].map((j) => box(`p.W2.${j}`, `W^2<sub>1${j + 1}</sub>`, `weight from hidden neuron ${j + 1} to the output`));

  const html = `<svg viewBox="0 0 340 326" role="img" aria-label="The network; the numbers of each step stand below.">
    ${lines(HIDDEN, IN, 1)}${lines(OUT, HIDDEN, 2)}${IN.map((at, k) => node(at, "ink", `x.${k}`)).join("")}
    ${HIDDEN.map((at, j) => node(at, "first", `1.${j}`)).join("")}${node(OUT[0], "second", "2")}
    <g transform="translate(300 235)"><text data-at="loss"></text></g></svg>
    <p class="play-numbers"></p><div class="play-controls"><button type="button" value="-1">Step back</button>
    <button type="button" value="1">Next step</button><button type="button" value="0">Start again</button></div>
    <div class="play-boxes"><div role="group" aria-label="The example">${box("x.0", "x<sub>1</sub>", "input 1")}
    ${box("x.1", "x<sub>2</sub>", "input 2")}${box("y", "y", "label, from 0 to 1")}${box("alpha", "α", "learning rate")}</div>
    ${hidden.join("")}<div role="group" aria-label="Output neuron">${output.join("")}
    ${box("p.b2", "b^2<sub>1</sub>", "bias of the output neuron")}</div></div>
    <p class="play-how">Change any number; its gradient appears below it.</p>`;

  start("network", "The two-layer network, to play with", html, (live, say) => {
    let [state, before, at] = [structuredClone(EXAMPLE), null, 0];
    const of = (path, from) => path.split(".").reduce((value, key) => value?.[key], from);

    const draw = () => {
      const { x, y, alpha } = state;
      const p = at === STEPS.length ? before : state.p;
      const values = forward(x, y, p);
      const all = { ...values, ...backward(x, y, p, values) };
      if (at < STEPS.length) before = p;
      else state.p = update(before, all, alpha);
      const known = new Set(STEPS.slice(0, at).map(([name]) => name));
      const put = (name, text, place) => {
        live.querySelector(`[data-at="${place}"]`).textContent = known.has(name) ? text : "";
      };
      x.forEach((value, k) => (live.querySelector(`[data-at="x.${k}"]`).textContent = number(value, 2)));
      for (let j = 0; j < 3; j++) {
        put("a1", number(all.a1[j]), `1.${j}`);
        put("z1", `z ${number(all.z1[j])}`, `z1.${j}`);
        put("da1", `da ${number(all.da1[j])}`, `d1.${j}`);
        put("dz1", `dz ${number(all.dz1[j])}`, `dz1.${j}`);
      }
      put("a2", number(all.a2), "2");
      put("z2", `z ${number(all.z2)}`, "z2");
      put("da2", `da ${number(all.da2)}`, "d2");
      put("dz2", `dz ${number(all.dz2)}`, "dz2");
      put("loss", `loss ${number(all.loss)}`, "loss");
      for (const input of live.querySelectorAll("input")) {
        if (input !== document.activeElement) input.value = Number(of(input.name, state).toFixed(4));
        const gradient = input.name.replace(/^p\.(\w+)/, "d$1");
        const shown = input.name.startsWith("p.") && known.has(gradient.split(".")[0]);
        input.nextElementSibling.textContent = shown ? number(of(gradient, all)) : "";
      }
      const [name, text, layer] = STEPS[at - 1] ?? [null, "The example and the start."];
      for (const edge of live.querySelectorAll(".edge")) {
        edge.classList.toggle("forward", at <= 5 && edge.dataset.layer == layer);
        edge.classList.toggle("back", at > 5 && edge.dataset.layer == layer);
      }
      const result = name ? `${name === "loss" ? "ℓ" : ""}≈ ${tell(all[name])}` : "";
      live.querySelector(".play-numbers").innerHTML =
        `<span><b>Step ${at} of ${STEPS.length}</b></span> <span>${raised(text)}</span> <span>${result}</span>`;
      say(`Step ${at} of ${STEPS.length}: ${text.replaceAll("^", " ")} ${result}`);
    };
    live.addEventListener("click", ({ target }) => {
      const by = { "-1": -1, 0: 0, 1: 1 }[target.value];
      if (target.type !== "button") return;
      if (by === 0) [state, at] = [structuredClone(EXAMPLE), 0];
      else if (at === STEPS.length && by < 0) [state.p, at] = [before, at - 1];
      else at = at === STEPS.length ? 1 : Math.max(0, at + by);
      draw();
    });
    live.addEventListener("input", ({ target }) => {
      if (target.value === "") return;
      const path = target.name.split(".");
      const last = path.pop();
      path.reduce((value, key) => value[key], state)[last] = Number(target.value);
      if (at === STEPS.length) at = 0;
      draw();
    });
    draw();
  });
  Object.assign(plays, { EXAMPLE, backward, forward, update });
}
