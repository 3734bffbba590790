// A slider and the number beside it say the same; the form is sent by htmx when either moves.
for (const range of document.querySelectorAll("input[type=range][data-for]")) {
  const box = document.getElementById(range.dataset.for);
  range.addEventListener("input", () => { box.value = range.value; });
  box.addEventListener("input", () => {
    const number = Number(box.value.replace(/[,%]/g, ""));
    if (box.value && Number.isFinite(number)) range.value = number;
  });
}
// Another field needs another page.
document.getElementById("add")?.addEventListener("change", (event) => {
  event.stopPropagation();
  event.target.form.submit();
});
document.getElementById("add")?.addEventListener("input", (event) => event.stopPropagation());
