"use strict";
const amount = (cell) => {
  const said = cell.textContent.replace(/^.*?(-?[$\d])/s, "$1").replace(/[$,]/g, "");
  return Number.isNaN(parseFloat(said)) ? (/free/.test(cell.textContent) ? 0 : -1) : parseFloat(said);
};
for (const table of document.querySelectorAll("table.sort")) {
  const body = table.tBodies[0], before = [...body.rows], heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, place) => {
    if (!head.textContent.trim()) return;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const number = place > 0, now = head.getAttribute("aria-sort");
      const first = number ? "descending" : "ascending", second = number ? "ascending" : "descending";
      const next = now === first ? second : now === second ? null : first;
      heads.forEach((each) => each.removeAttribute("aria-sort"));
      const key = (row) => number ? amount(row.cells[place]) : row.cells[place].textContent.trim();
      const order = (a, b) => number ? key(a) - key(b) : key(a).localeCompare(key(b));
      const rows = next ? [...before].sort(order) : before;
      if (next === "descending") rows.reverse();
      if (next) head.setAttribute("aria-sort", next);
      body.append(...rows);
    });
  });
}
