// Language and theme. Without this script the page is Chinese and follows the system's theme.
(function () {
  var root = document.documentElement, asked = new URLSearchParams(location.search), store = null;
  try { store = localStorage; } catch (refused) { /* a page from a file may have no storage */ }
  function kept(name) { return asked.get(name) || (store && store.getItem("twinwheel-" + name)); }
  function keep(name, value) { try { store.setItem("twinwheel-" + name, value); } catch (refused) { /* not kept */ } }
  function speak(english) { root.classList.toggle("is-en", english); root.lang = english ? "en" : "zh-CN"; }
  function shade(theme) { if (theme === "dark" || theme === "light") root.dataset.theme = theme; }
  root.classList.add("js");
  speak(kept("lang") === "en");
  shade(kept("theme"));
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-switch]");
    if (!button) return;
    if (button.dataset.switch === "lang") {
      speak(!root.classList.contains("is-en"));
      keep("lang", root.classList.contains("is-en") ? "en" : "zh");
    } else if (button.dataset.switch === "theme") {
      var system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
      shade((root.dataset.theme || system) === "dark" ? "light" : "dark");
      keep("theme", root.dataset.theme);
    } else {
      var all = document.querySelectorAll("details"), open = !button.classList.toggle("done");
      all.forEach(function (each) { each.open = !open; });
    }
  });
})();
