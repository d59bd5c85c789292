// Figures: values where the pointer is, and each to take away as SVG or PNG, in the colours of a white page.
const COLOURS = block("page-colours");
const SCALE = 3;

const plainSvg = (svg) => {
  const copy = svg.cloneNode(true);
  const [, , width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
  copy.setAttribute("width", `${width}pt`);
  copy.setAttribute("height", `${height}pt`);
  let text = new XMLSerializer().serializeToString(copy);
  for (const [variable, colour] of Object.entries(COLOURS)) text = text.replaceAll(variable, colour);
  return { text, width, height };
};

const savePng = async (name, svg) => {
  const { text, width, height } = plainSvg(svg);
  const address = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = element("canvas", { width: Math.round(width * SCALE), height: Math.round(height * SCALE) });
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#ffffff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(address);
  canvas.toBlob((png) => save(`${name}.png`, png));
};

// The raster is taken as it is seen, on the page's own paper.
const saveShown = (name, canvas) => {
  const copy = element("canvas", { width: canvas.width, height: canvas.height });
  const pen = copy.getContext("2d");
  pen.fillStyle = getComputedStyle(document.body).backgroundColor;
  pen.fillRect(0, 0, copy.width, copy.height);
  pen.drawImage(canvas, 0, 0);
  copy.toBlob((png) => save(`${name}.png`, png));
};

document.querySelectorAll("figure").forEach((figure) => {
  const svg = figure.querySelector("svg");
  const name = figure.dataset.key;
  const png = () => {
    const canvas = figure.querySelector("canvas");
    return canvas === null ? savePng(name, svg) : saveShown(name, canvas);
  };
  const last = figure.querySelector("figcaption");
  last.after(taking(["SVG", () => save(`${name}.svg`, plainSvg(svg).text, "image/svg+xml")], ["PNG", png]));
});

const everything = document.getElementById("page-data");
if (everything.textContent !== "null") {
  document.querySelector("#made").append(
    taking(["All figures as JSON", () => save("data.json", JSON.stringify(block("page-data"), null, 2), "application/json")]),
  );
}
