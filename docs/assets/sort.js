// Tables with data-sorts: each heading becomes a button that sorts the rows. Without this script they stand as built.

const collator = new Intl.Collator("en", { numeric: true });

document$.subscribe(() => {
  for (const table of document.querySelectorAll("table[data-sorts]")) {
    for (const heading of table.tHead.rows[0].cells) {
      if (heading.querySelector("button")) continue; // the page has been here before
      const button = document.createElement("button");
      button.type = "button";
      button.append(...heading.childNodes);
      button.addEventListener("click", () => sort(table, heading));
      heading.append(button);
    }
  }
});

// First up, then down; what a row has no entry for comes last both times. The first column is the order of the book.
function sort(table, heading) {
  const down = heading.getAttribute("aria-sort") === "ascending";
  const column = heading.cellIndex;
  const body = table.tBodies[0];
  const rows = [...body.rows];
  if (!rows[0] || rows[0].place === undefined) rows.forEach((row, i) => (row.place = i));
  const keyed = rows.map((row) => [column ? keyOf(row.cells[column]) : row.place, row]);
  keyed.sort(([one, first], [other, second]) => {
    if (one === "" || other === "") return (one === "") - (other === "") || first.place - second.place;
    const difference = typeof one === typeof other && typeof one === "number" ? one - other : collator.compare(one, other);
    return (down ? -difference : difference) || first.place - second.place;
  });
  body.append(...keyed.map(([, row]) => row));
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", down ? "descending" : "ascending");
}

// A number where the cell is one, as 1,234 or 2e-16; else its text. A cell may have another key.
function keyOf(cell) {
  const text = cell?.dataset.key ?? cell?.textContent.trim() ?? "";
  const number = Number(text.replaceAll(",", ""));
  return text === "" || Number.isNaN(number) ? text : number;
}
