// How pointer, wheel and keys move over the raster.
const watch = (shown) => {
  const { canvas } = shown;
  let from = null;
  canvas.addEventListener("pointerdown", (event) => {
    canvas.focus();
    from = { x: event.clientX, y: event.clientY, ...shown.view() };
    if (event.isTrusted) canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (from !== null && event.buttons) {
      const { width, height } = shown.plot();
      const view = shown.view();
      view.top = from.top - ((event.clientY - from.y) / height) * view.count;
      view.left = from.left - ((event.clientX - from.x) / width) * view.span;
      shown.limited();
      hideHint();
      shown.draw();
      return;
    }
    const cell = shown.at(event);
    const before = shown.cursor();
    if (cell === null) return hideHint();
    if (before === null || cell.row !== before.row || cell.step !== before.step) shown.cursor(cell);
    showHint(shown.sentenceOf(cell), event.clientX, event.clientY);
    return undefined;
  });
  canvas.addEventListener("pointerup", () => {
    from = null;
  });
  canvas.addEventListener("pointerleave", () => {
    from = null;
    hideHint();
    if (document.activeElement !== canvas) shown.cursor(null);
  });
  canvas.addEventListener(
    "wheel",
    (event) => {
      // The wheel goes on scrolling the page until the picture is chosen.
      if (document.activeElement !== canvas && !event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      shown.zoom(event.deltaY > 0 ? 1.25 : 0.8, shown.at(event) ?? undefined);
    },
    { passive: false },
  );
  const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  canvas.addEventListener("keydown", (event) => {
    if (event.key === "+" || event.key === "=") shown.zoom(0.5);
    else if (event.key === "-") shown.zoom(2);
    else if (event.key === "0") shown.whole();
    else if (event.key in moves) {
      const [down, right] = moves[event.key];
      const view = shown.view();
      const now = shown.cursor() ?? { row: view.top - Math.max(0, down), step: view.left - Math.max(0, right) };
      const row = Math.max(0, Math.min(shown.rows().length - 1, now.row + down));
      const step = Math.max(0, Math.min(shown.steps, now.step + right));
      view.top = Math.min(row, Math.max(view.top, row - view.count + 1));
      view.left = Math.min(step, Math.max(view.left, step - view.span + 1));
      shown.limited();
      shown.cursor({ row, step });
    } else return;
    event.preventDefault();
  });
};

const packed = block("page-states");
const stillPicture = document.getElementById("figure-raster");
if (packed !== null && stillPicture !== null) raster(stillPicture, packed);
