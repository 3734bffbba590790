// What belongs together is marked together; a click brings the other side into view.
(function () {
  var by = {}, lit = [];
  function keys(element) { return (element.dataset.keys || "").split(" ").filter(Boolean); }
  document.querySelectorAll("[data-keys]").forEach(function (each) {
    keys(each).forEach(function (key) { (by[key] = by[key] || []).push(each); });
  });
  function clear() { lit.forEach(function (each) { each.classList.remove("lit"); }); lit = []; }
  function show(element) {
    clear();
    keys(element).forEach(function (key) {
      (by[key] || []).forEach(function (each) {
        if (each.classList.contains("card")) return;
        each.classList.add("lit");
        lit.push(each);
      });
    });
  }
  function of(event) { return event.target.closest ? event.target.closest(".text a[data-keys], .row[data-keys]") : null; }
  ["mouseover", "focusin", "click"].forEach(function (name) {
    document.addEventListener(name, function (event) {
      var element = of(event);
      if (!element) return;
      show(element);
      if (name !== "click") return;
      var inText = element.matches(".text a"), other = lit.filter(function (each) { return each.matches(".text a") !== inText; })[0];
      if (!other) return;
      event.preventDefault();
      other.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
      var target = inText ? other.querySelector("a.go") : other;
      if (target) target.focus({ preventScroll: true });
      show(element);
    });
  });
  document.addEventListener("keydown", function (event) { if (event.key === "Escape") clear(); });
})();
