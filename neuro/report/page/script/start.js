// What the other scripts of the page use. Without scripts the page says the same: nothing here is needed to read it.
const element = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
};

const block = (id) => {
  const found = document.getElementById(id);
  return found === null ? null : JSON.parse(found.textContent);
};

const pageName = document.querySelector("h1").textContent.replace(/[^\w-]+/g, "-").replace(/^-+|-+$/g, "") || "page";

// Hands a file over to the browser's downloads.
const save = (name, contents, type) => {
  const address = URL.createObjectURL(contents instanceof Blob ? contents : new Blob([contents], { type }));
  const link = element("a", { href: address, download: `${pageName}-${name}` });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
};

const taking = (...buttons) =>
  element("div", { class: "take" }, ...buttons.map(([words, act]) => element("button", { type: "button", onclick: act }, words)));

document.documentElement.classList.add("js");
