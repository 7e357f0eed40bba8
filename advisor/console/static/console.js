"use strict";
// Keys for those who review many conversations. Everything works without them, too.
const writing = (node) => node.closest("input, textarea, select, [contenteditable]") !== null;
const stops = () => [...document.querySelectorAll("tr.line, article.message")];
let chosen = -1;

function choose(step) {
  const all = stops();
  if (all.length === 0) return;
  const focused = all.findIndex((stop) => stop.contains(document.activeElement));
  const from = focused >= 0 ? focused : chosen;
  chosen = Math.min(Math.max(from + step, 0), all.length - 1);
  const stop = all[chosen];
  const target = stop.matches("article") ? stop : stop.querySelector("a.open");
  if (target) target.focus();
  stop.scrollIntoView({ block: "nearest" });
}

const KEYS = {
  j: () => choose(1),
  k: () => choose(-1),
  "/": () => {
    const search = document.getElementById("search");
    if (search) search.focus();
    else location.assign("/console");
  },
  e: () => document.getElementById("done")?.click(),
  t: () => document.getElementById("tag")?.focus(),
  "?": () => document.getElementById("keys").showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || writing(event.target)) return;
  const act = KEYS[event.key];
  if (act && !document.querySelector("dialog[open]")) {
    event.preventDefault();
    act();
  }
});
// A session that is over: sign in again instead of showing a page inside a page.
document.addEventListener("htmx:responseError", (event) => {
  const asksByItself = event.detail.elt.getAttribute("hx-trigger")?.includes("every");
  if (!asksByItself) location.reload();
});
// What is being written to a firm outlives the page.
const draft = document.querySelector("#reply textarea");
if (draft) {
  const name = `draft:${location.pathname}`;
  draft.value ||= sessionStorage.getItem(name) ?? "";
  draft.addEventListener("input", () => sessionStorage.setItem(name, draft.value));
  draft.form.addEventListener("submit", () => sessionStorage.removeItem(name));
}
