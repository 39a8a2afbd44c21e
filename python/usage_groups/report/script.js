"use strict";
(() => {
  const table = document.getElementById("users");
  const form = document.getElementById("search");
  const field = form.querySelector("input");
  const found = form.querySelector("output");
  const body = table.tBodies[0];
  const details = table.closest("details");
  const SOUGHT = [5, 6];
  const rows = [...body.rows].map(row => ({
    row,
    user: row.cells[0].textContent.toLowerCase(),
    words: SOUGHT.map(place => row.cells[place].textContent).join("\n").toLowerCase(),
  }));

  function search() {
    const sought = field.value.trim().toLowerCase();
    let count = 0;
    for (const { row, user, words } of rows) {
      row.hidden = !(user.startsWith(sought) || words.includes(sought));
      count += row.hidden ? 0 : 1;
    }
    found.textContent = sought ? `${count.toLocaleString("en")} of ${rows.length.toLocaleString("en")}` : "";
    if (sought) details.open = true;
  }

  function number(text) {
    const words = { silent: -100, "=": 0, "from 0": Infinity };
    return text in words ? words[text] : Number(text.replace(/[,%+]/g, "").replace("−", "-") || NaN);
  }

  function sort(place, heading) {
    const falls = heading.getAttribute("aria-sort") !== "descending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", falls ? "descending" : "ascending");
    const sign = falls ? -1 : 1;
    const keyed = rows.map(({ row }) => {
      const text = row.cells[place].textContent;
      return { row, text, value: number(text) };
    });
    keyed.sort((one, other) => {
      const both = !Number.isNaN(one.value) && !Number.isNaN(other.value);
      if (both) return one.value === other.value ? 0 : sign * (one.value < other.value ? -1 : 1);
      return sign * one.text.localeCompare(other.text, "en", { numeric: true });
    });
    body.append(...keyed.map(({ row }) => row));
  }

  [...table.tHead.rows[0].cells].forEach((heading, place) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = heading.textContent;
    button.addEventListener("click", () => sort(place, heading));
    heading.replaceChildren(button);
  });

  for (const links of document.querySelectorAll(".links[data-name]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Show them in the list";
    button.addEventListener("click", () => {
      field.value = links.dataset.name;
      search();
      form.scrollIntoView();
    });
    links.append(" ", button);
  }

  document.getElementById("print").addEventListener("click", () => {
    for (const folded of document.querySelectorAll("details")) folded.open = true;
    window.print();
  });
  form.addEventListener("submit", event => event.preventDefault());
  field.addEventListener("input", search);
  form.hidden = false;
  search();
})();
