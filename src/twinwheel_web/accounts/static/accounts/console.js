// The lists that search (select2) say what they are for; of themselves they only say what was chosen.
"use strict";

const $ = globalThis.django?.jQuery;
const labelOf = (select) => select.getAttribute("aria-label") ?? select.labels[0].textContent.replace(/[:：]\s*$/, "");

function nameList(select) {
  const list = select.nextElementSibling.querySelector('[role="combobox"]');
  const chosen = list.querySelector('[role="textbox"]');
  list.id = `${select.id}-list`;
  list.setAttribute("aria-labelledby", `${list.id} ${chosen.id}`);
  for (const each of [list, chosen]) each.setAttribute("aria-label", labelOf(select));
}

function nameLists(place) {
  place.querySelectorAll("select.select2-hidden-accessible").forEach(nameList);
}

if ($) {
  $(() => nameLists(document)); // jQuery keeps the order: after the lists were made
  document.addEventListener("formset:added", (event) => nameLists(event.target));
  $(document).on("select2:open", (event) => {
    const found = document.querySelector('.select2-container--open [role="listbox"]');
    document.getElementById(`${event.target.id}-list`).setAttribute("aria-controls", found.id);
    for (const part of [found, document.querySelector("input.select2-search__field")]) {
      part.setAttribute("aria-label", labelOf(event.target));
    }
  });
}
