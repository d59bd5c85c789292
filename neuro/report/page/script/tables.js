// Tables: a click on a heading sorts, a line says that there are more columns to the right, a button gives the CSV.
const PREFIXES = { f: 1e-15, p: 1e-12, n: 1e-9, "µ": 1e-6, m: 1e-3, k: 1e3 };

// What a cell comes to as a number: the lower end of a band, in whole units. NaN where it is none.
const amount = (text) => {
  const found = /^(?:at least )?(-?[\d,]*\.?\d+(?:e[-+]?\d+)?)(?:[–-][\d,.]+)?\s*(?:([fpnµmk])?(?:Js|J|s)\b)?/.exec(text);
  return found === null ? NaN : Number(found[1].replaceAll(",", "")) * (PREFIXES[found[2]] ?? 1);
};

const compared = (one, other, numeric) => {
  if (!numeric) return one.localeCompare(other, undefined, { numeric: true });
  const [a, b] = [amount(one), amount(other)];
  return Number.isNaN(a) ? (Number.isNaN(b) ? 0 : 1) : Number.isNaN(b) ? -1 : a - b;
};

const sortable = (table) => {
  const body = table.tBodies[0];
  const headings = [...table.tHead.rows[0].cells];
  if (body.rows.length < 2) return;
  headings.forEach((heading, column) => {
    const words = heading.querySelector(".head");
    const sort = () => {
      const up = heading.getAttribute("aria-sort") !== "ascending";
      const rows = [...body.rows];
      const texts = rows.map((row) => row.cells[column].textContent.trim());
      // A column of numbers, but for cells that say why there is none.
      const numeric = texts.filter((text) => !Number.isNaN(amount(text))).length * 2 >= texts.length;
      const order = rows.map((row, place) => [row, texts[place]]);
      order.sort((one, other) => {
        // What is unknown stays at the end.
        const blank = numeric ? Number.isNaN(amount(one[1])) - Number.isNaN(amount(other[1])) : 0;
        return blank || (up ? 1 : -1) * compared(one[1], other[1], numeric);
      });
      headings.forEach((other) => other.removeAttribute("aria-sort"));
      heading.setAttribute("aria-sort", up ? "ascending" : "descending");
      body.append(...order.map(([row]) => row));
    };
    const button = element("button", { type: "button", onclick: sort, title: "sort by this column" });
    button.append(...words.childNodes);
    words.append(button);
  });
};

const asCsv = (table) => {
  const quoted = (cell, at, row) => {
    const head = row.closest("thead") && cell.querySelector(".head");
    const text = (head ?? cell).textContent.trim();
    return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [...table.rows].map((row) => [...row.cells].map((cell, at) => quoted(cell, at, row)).join(",")).join("\n") + "\n";
};

// A line above what is wider than its place says so, and how much of it is hidden to the right.
const cued = (scroll) => {
  const cue = element("p", { class: "more-cue", "aria-hidden": "true" });
  scroll.before(cue);
  const show = () => {
    const hidden = scroll.scrollWidth - scroll.clientWidth - scroll.scrollLeft;
    cue.textContent = hidden > 2 ? "more to the right → (scroll or swipe)" : scroll.scrollLeft > 2 ? "← more to the left" : "";
    cue.hidden = scroll.scrollWidth - scroll.clientWidth <= 2;
  };
  scroll.addEventListener("scroll", show, { passive: true });
  new ResizeObserver(show).observe(scroll);
  show();
};

document.querySelectorAll("table").forEach((table, number) => {
  sortable(table);
  const caption = table.caption.textContent.trim();
  const name = caption.toLowerCase().replace(/[^a-z0-9]+/g, "-").slice(0, 40).replace(/^-+|-+$/g, "") || `table-${number}`;
  table.closest(".table").append(taking(["CSV", () => save(`${name}.csv`, asCsv(table), "text/csv;charset=utf-8")]));
});
document.querySelectorAll(".scroll").forEach(cued);
