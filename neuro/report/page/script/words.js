// Words and values in a small box where the pointer or the focus is: what a word means, what a bar or a point stands for.
const hint = element("div", { class: "hint", role: "tooltip", id: "hint" });
hint.hidden = true;
document.body.append(hint);

const showHint = (text, x, y) => {
  hint.textContent = text;
  hint.hidden = false;
  const wide = document.documentElement.clientWidth;
  hint.style.left = `${Math.max(8, Math.min(x + 12, wide - hint.offsetWidth - 8)) + window.scrollX}px`;
  const below = y + 16;
  const fits = below + hint.offsetHeight < window.innerHeight;
  hint.style.top = `${(fits ? below : Math.max(4, y - hint.offsetHeight - 12)) + window.scrollY}px`;
};
const hideHint = () => {
  hint.hidden = true;
};

const meaning = (key) => {
  const entry = document.getElementById(key);
  return entry === null ? "" : `${entry.querySelector("dt").textContent}: ${entry.querySelector("dd").textContent}`;
};

const explained = (node, key, focusable) => {
  const text = meaning(key);
  if (!text) return;
  const below = () => {
    const box = focusable.getBoundingClientRect();
    showHint(text, box.left, box.bottom - 8);
  };
  node.addEventListener("pointerenter", below);
  node.addEventListener("pointerleave", hideHint);
  focusable.addEventListener("focus", () => {
    focusable.setAttribute("aria-describedby", "hint");
    below();
  });
  focusable.addEventListener("blur", () => {
    focusable.removeAttribute("aria-describedby");
    hideHint();
  });
};

document.querySelectorAll("a.word").forEach((word) => explained(word, word.hash.slice(1), word));
document.querySelectorAll("[data-word]").forEach((node) => {
  const button = node.querySelector("button");
  if (button === null) node.tabIndex = node.closest("td, th") ? -1 : 0;
  explained(node, node.dataset.word, button ?? node);
});

document.querySelectorAll("g.tip").forEach((spot) => {
  const title = spot.querySelector("title");
  const text = title.textContent;
  // The browser would show it a second time; what is saved keeps none.
  title.remove();
  spot.dataset.tip = text;
  spot.addEventListener("pointermove", (event) => showHint(text, event.clientX, event.clientY));
  spot.addEventListener("pointerleave", hideHint);
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") hideHint();
});

// A link to a word opens the fold that it stands in; print shows every fold open.
const openFor = (id) => {
  for (let fold = document.getElementById(id); fold !== null; fold = fold.parentElement) if (fold.tagName === "DETAILS") fold.open = true;
};
window.addEventListener("hashchange", () => openFor(decodeURIComponent(location.hash.slice(1))));
document.querySelectorAll("a.word").forEach((word) => word.addEventListener("click", () => openFor(word.hash.slice(1))));
window.addEventListener("beforeprint", () => {
  document.querySelectorAll("details:not([open])").forEach((fold) => {
    fold.open = true;
    fold.dataset.closed = "";
  });
});
window.addEventListener("afterprint", () => {
  document.querySelectorAll("details[data-closed]").forEach((fold) => {
    fold.open = false;
    delete fold.dataset.closed;
  });
});
