// The raster: a canvas in place of the still picture, any sample, population, code and engine, to zoom and to move.
const MARGIN = { left: 64, right: 10, top: 8, bottom: 36 };

// States as they stand in the page: bit by bit, sample by sample, step by step, unit by unit.
const trajectories = (given) => {
  const bytes = given.states.map((text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0)));
  const { bits, first, steps, units } = given;
  return (which, sample, step, unit) => {
    if (step < first) return 0;
    const place = ((sample * (steps + 1 - first) + step - first) * units + unit) * bits;
    const found = bytes[which][place >> 3] >> (place & 7);
    return bits === 1 ? ((found & 1) << 1) - 1 : found & 1 ? 0 : found & 2 ? 1 : -1;
  };
};

const raster = (figure, given) => {
  const state = trajectories(given);
  const many = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
  const canvas = element("canvas", { tabindex: "0", role: "img", "aria-label": "States of units over the steps; arrow keys move from cell to cell" });
  const readout = element("output", { "aria-live": "polite" });
  const legend = element("ul", { class: "raster-legend", "aria-label": "Colours" });
  const chosen = { sample: 0, population: -1, engine: given.runs[0].engine, code: given.runs[0].code, order: "last" };
  let rows = [];
  let view = { top: 0, count: 0, left: 0, span: given.steps + 1 };
  let cursor = null;

  const picker = (words, key, options, read) => {
    const select = element("select", { name: key, onchange: () => choose(key, read(select.value)) });
    select.append(...options.map(([value, text]) => element("option", { value }, text)));
    return element("label", {}, words, select);
  };
  const ran = () => given.runs.find((one) => one.engine === chosen.engine && one.code === chosen.code);
  const engines = [...new Set(given.runs.map((one) => one.engine))];
  const codesOf = (engine) => given.runs.filter((one) => one.engine === engine).map((one) => one.code);
  const numberOf = (unit) => (given.numbers === null ? unit : given.numbers[unit]);
  const homeOf = (unit) => given.populations.find((one) => unit >= one.start && unit < one.stop);

  const sampleName = (sample) => {
    const answers = given.runs[0].answers;
    const label = given.labels === null ? "" : `: class ${given.labels[sample]}`;
    return `${sample + 1}${label}${answers === null ? "" : `${label ? "," : ":"} answered ${answers[sample]}`}`;
  };
  const controls = element(
    "div",
    { class: "raster-controls" },
    picker("sample", "sample", Array.from({ length: given.samples }, (_, k) => [k, sampleName(k)]), Number),
    picker("population", "population", [[-1, "all"], ...given.populations.map((one, k) => [k, one.name])], Number),
    picker("engine", "engine", engines.map((one) => [one, one]), String),
    picker("what units send", "code", [...new Set(given.runs.map((one) => one.code))].map((one) => [one, one]), String),
    picker("order of units", "order", [["last", "last to change on top"], ["number", "by number"]], String),
    element(
      "div",
      { class: "take" },
      ...[["+", "zoom in", () => zoom(0.5)], ["−", "zoom out", () => zoom(2)], ["whole", "show all", () => whole()]].map(([sign, words, act]) =>
        element("button", { type: "button", "aria-label": words, title: words, onclick: act }, sign),
      ),
    ),
  );

  // Units from top to bottom, those that change last first where that is asked for.
  const ordered = () => {
    const which = ran().states;
    const last = (unit) => {
      for (let step = given.steps; step > 0; step--) if (state(which, chosen.sample, step, unit) !== state(which, chosen.sample, step - 1, unit)) return step;
      return 0;
    };
    return given.populations.flatMap((one, number) => {
      if (chosen.population >= 0 && chosen.population !== number) return [];
      const units = Array.from({ length: one.stop - one.start }, (_, k) => one.start + k);
      if (chosen.order === "number") return units;
      const keys = new Map(units.map((unit) => [unit, last(unit)]));
      return units.sort((a, b) => keys.get(b) - keys.get(a) || a - b);
    });
  };

  // What is seen, as the title of the still picture says it of the first sample.
  const found = () => {
    const which = ran().states;
    const changes = (step) => rows.some((unit) => state(which, chosen.sample, step, unit) !== state(which, chosen.sample, step - 1, unit));
    let last = given.steps;
    while (last > 0 && !changes(last)) last--;
    return `Sample ${chosen.sample + 1}: ${last < given.steps ? `the last change is in step ${last}` : "changes to the end"}`;
  };

  // Which colour a cell has: its place in the list of its code, or -1 where the states differ from the first engine's.
  const kind = (step, unit) => {
    const which = ran().states;
    const now = state(which, chosen.sample, step, unit);
    if (which > 0 && now !== state(0, chosen.sample, step, unit)) return -1;
    if (chosen.code === "spikes") return now + 1 === 0 ? 1 : now === 0 ? 0 : 2;
    const changed = step > 0 && now !== state(which, chosen.sample, step - 1, unit);
    return now === 0 ? 0 : now > 0 ? (changed ? 4 : 2) : changed ? 3 : 1;
  };
  const lookOf = (number) => (number < 0 ? given.kinds.differs[0] : given.kinds[chosen.code][number]);

  const plot = () => ({ x: MARGIN.left, y: MARGIN.top, width: canvas.clientWidth - MARGIN.left - MARGIN.right, height: canvas.clientHeight - MARGIN.top - MARGIN.bottom });
  const limited = () => {
    view.count = Math.max(Math.min(8, rows.length), Math.min(rows.length, Math.round(view.count)));
    view.top = Math.max(0, Math.min(rows.length - view.count, Math.round(view.top)));
    view.span = Math.max(Math.min(6, given.steps + 1), Math.min(given.steps + 1, Math.round(view.span)));
    view.left = Math.max(0, Math.min(given.steps + 1 - view.span, Math.round(view.left)));
  };

  const draw = () => {
    const { x, y, width, height } = plot();
    if (width <= 0) return;
    const density = window.devicePixelRatio || 1;
    canvas.width = Math.round(canvas.clientWidth * density);
    canvas.height = Math.round(canvas.clientHeight * density);
    const pen = canvas.getContext("2d");
    pen.scale(density, density);
    const lines = Math.min(view.count, Math.max(1, Math.floor(height * density)));
    const cells = document.createElement("canvas");
    cells.width = view.span;
    cells.height = lines;
    const brush = cells.getContext("2d");
    const used = new Set();
    const which = ran().states;
    for (let line = 0; line < lines; line++) {
      const [from, to] = [line, line + 1].map((one) => view.top + Math.floor((one * view.count) / lines));
      for (let column = 0; column < view.span; column++) {
        const step = view.left + column;
        // One unit stands for those of its line, but no difference between engines is passed over.
        const differs = which > 0 && rows.slice(from, to).some((unit) => kind(step, unit) < 0);
        const number = differs ? -1 : kind(step, rows[from]);
        used.add(number);
        brush.fillStyle = lookOf(number)[1];
        brush.fillRect(column, line, 1, 1);
      }
    }
    pen.imageSmoothingEnabled = false;
    pen.drawImage(cells, x, y, width, height);
    labels(pen, x, y, width, height);
    const found = [...used].sort((a, b) => a - b).map((number) => lookOf(number));
    legend.replaceChildren(...found.map(([words, colour]) => element("li", {}, element("span", { style: `background:${colour}` }), words)));
    if (cursor !== null) outline(pen, x, y, width, height);
    canvas.dataset.drawn = `${chosen.sample} ${chosen.engine} ${chosen.code} ${view.top}+${view.count} ${view.left}+${view.span}`;
  };

  const labels = (pen, x, y, width, height) => {
    const colours = getComputedStyle(figure);
    pen.fillStyle = colours.color;
    pen.strokeStyle = colours.color;
    pen.font = "12px system-ui, sans-serif";
    pen.textAlign = "center";
    const every = Math.ceil(view.span / Math.max(2, Math.floor(width / 46)));
    for (let column = 0; column < view.span; column++) {
      const step = view.left + column;
      if (step % every === 0) pen.fillText(String(step), x + ((column + 0.5) * width) / view.span, y + height + 15);
    }
    pen.fillText("step (0: the start)", x + width / 2, y + height + 31);
    pen.textAlign = "right";
    let top = 0;
    given.populations.forEach((one, number) => {
      if (chosen.population >= 0 && chosen.population !== number) return;
      const size = one.stop - one.start;
      const from = Math.max(0, ((top - view.top) * height) / view.count);
      const to = Math.min(height, ((top + size - view.top) * height) / view.count);
      if (to - from > 10) pen.fillText(one.name.length > 9 ? `${one.name.slice(0, 8)}…` : one.name, x - 6, y + (from + to) / 2 + 4, MARGIN.left - 8);
      if (from > 0 && from < height) pen.fillRect(x - 6, y + from, width + 6, 1);
      top += size;
    });
  };

  const outline = (pen, x, y, width, height) => {
    const column = cursor.step - view.left;
    const row = cursor.row - view.top;
    if (column < 0 || column >= view.span || row < 0 || row >= view.count) return;
    pen.lineWidth = 2;
    pen.strokeStyle = getComputedStyle(figure).color;
    pen.strokeRect(x + (column * width) / view.span, y + (row * height) / view.count - 1, width / view.span, Math.max(3, height / view.count) + 2);
  };

  const sentenceOf = ({ row, step }) => {
    const unit = rows[row];
    const home = homeOf(unit);
    const which = ran().states;
    const now = state(which, chosen.sample, step, unit);
    const word = now === 0 ? "silent (not yet decided)" : now > 0 ? "up (+1)" : "down (-1)";
    const changed = step > 0 && now !== state(which, chosen.sample, step - 1, unit);
    const sends = chosen.code === "flips" ? (changed ? "it changes, and sends a flip" : "no change, sends nothing") : now > 0 && step > 0 ? "sends a spike" : "sends nothing";
    const differs = which > 0 && now !== state(0, chosen.sample, step, unit) ? `; differs from ${given.runs[0].engine}` : "";
    return `Unit ${numberOf(unit)}, of population ${home.name}, at step ${step}: ${word}; ${sends}${differs}.`;
  };
  const hidden = () => {
    const perLine = rows.length ? view.count / Math.min(view.count, plot().height * (window.devicePixelRatio || 1)) : 1;
    const text = [`${many(view.count, "unit")} shown of ${rows.length.toLocaleString("en")}`];
    if (perLine > 1.01) text.push("more units than lines: zoom in to see every one");
    return `${text.join("; ")}.`;
  };
  const tell = () => {
    readout.textContent = cursor === null ? hidden() : sentenceOf(cursor);
  };

  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    const { x, y, width, height } = plot();
    const column = Math.floor(((event.clientX - box.left - x) / width) * view.span);
    const row = Math.floor(((event.clientY - box.top - y) / height) * view.count);
    if (column < 0 || column >= view.span || row < 0 || row >= view.count) return null;
    return { step: view.left + column, row: view.top + row };
  };
  const zoom = (factor, around = cursor) => {
    const fixed = around ?? { row: view.top + view.count / 2, step: view.left + view.span / 2 };
    const before = { ...view };
    view.count *= factor;
    // Few steps stay all in sight.
    if (given.steps > 24) view.span *= factor;
    view.count = Math.max(Math.min(8, rows.length), Math.min(rows.length, view.count));
    view.span = Math.max(6, Math.min(given.steps + 1, view.span));
    view.top = fixed.row - ((fixed.row - before.top) * view.count) / before.count;
    view.left = fixed.step - ((fixed.step - before.left) * view.span) / before.span;
    limited();
    draw();
    tell();
  };
  const whole = () => {
    view = { top: 0, count: rows.length, left: 0, span: given.steps + 1 };
    cursor = null;
    limited();
    draw();
    tell();
  };
  const choose = (key, value) => {
    chosen[key] = value;
    const codes = codesOf(chosen.engine);
    if (!codes.includes(chosen.code)) chosen.code = codes[0];
    for (const select of controls.querySelectorAll("select")) select.value = String(chosen[select.name]);
    for (const option of controls.querySelector("[name=code]").options) option.disabled = !codes.includes(option.value);
    const size = rows.length;
    rows = ordered();
    figure.querySelector("h3").textContent = found();
    if (rows.length !== size) return whole();
    cursor = null;
    draw();
    tell();
    return undefined;
  };
  watch({ canvas, at, zoom, whole, draw, tell, plot, limited, view: () => view, rows: () => rows, steps: given.steps, cursor: (...to) => (to.length ? ((cursor = to[0]), draw(), tell()) : cursor), sentenceOf });

  const kept = given.samples < given.all_samples || given.units < given.all_units || given.steps < given.all_steps;
  const room = `the first ${many(given.samples, "sample")} of ${given.all_samples.toLocaleString("en")}, ${given.units.toLocaleString("en")} of ${many(given.all_units, "unit")}, ${given.steps} of ${many(given.all_steps, "step")}`;
  const live = element("div", { class: "raster-live" }, controls, canvas, legend, readout,
    element("p", { class: "note" }, `${kept ? `There is room in the page for ${room}. ` : ""}Click the picture, then the wheel zooms; drag to move; keys: arrows, + and −, 0 for all. Under flips a unit sends where it turns up or down, under spikes wherever it is up.`));
  figure.querySelector("svg").before(live);
  figure.classList.add("live");
  choose("sample", 0);
  whole();
  new ResizeObserver(draw).observe(canvas);
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
};
