// Click a fact or variant: its characters in every rendition. Decide about it; download review.yaml.
(function () {
  var data = JSON.parse(document.getElementById("data").textContent);
  var AROUND = 24, MENTIONS = 4;
  var card = document.getElementById("card"), body = document.getElementById("card-body");
  var title = document.getElementById("card-title"), form = document.getElementById("decide");
  var field = document.getElementById("field"), value = document.getElementById("value");
  var by = document.getElementById("by"), said = document.getElementById("said");
  var documents = [].slice.call(document.querySelectorAll(".document"));
  var decided = {}, chosen = null, lit = [], points = {};

  function element(tag, text, name) {
    var made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (name) made.className = name;
    return made;
  }
  function select(group, attribute, wanted) {
    group.querySelectorAll("button").forEach(function (each) {
      each.setAttribute("aria-selected", String(each.dataset[attribute] === wanted));
    });
  }
  function showFile(number) {
    select(document.getElementById("files"), "file", String(number));
    documents.forEach(function (each, at) {
      each.toggleAttribute("data-later", at !== number);
    });
  }
  function showList(name) {
    select(document.getElementById("lists"), "list", name);
    document.querySelectorAll(".list").forEach(function (each) { each.classList.toggle("shown", each.id === name); });
  }
  function shownFile() {
    return documents.findIndex(function (each) { return !each.hasAttribute("data-later"); });
  }
  function into(view, target) { // scroll the page's box, not the window
    view.scrollTop += target.getBoundingClientRect().top - view.getBoundingClientRect().top - view.clientHeight / 3;
  }
  function light(id) {
    lit.forEach(function (each) { each.classList.remove("now"); });
    lit = [].slice.call(document.querySelectorAll('.raw [data-i~="' + CSS.escape(id) + '"]'));
    lit.forEach(function (each) { each.classList.add("now"); });
    var here = lit.find(function (each) { return documents[shownFile()].contains(each); }) || lit[0];
    if (!here) return;
    var sheet = here.closest(".document");
    showFile(documents.indexOf(sheet));
    into(sheet.querySelector(".raw"), here);
  }
  function part(file, start, end) { // offsets count characters; a string here counts a rare one (𬱟) twice
    var raw = data.raws[file];
    if (!points[file]) points[file] = /[\ud800-\udfff]/.test(raw) ? Array.from(raw) : raw;
    var found = points[file].slice(start, end);
    return (typeof found === "string" ? found : found.join("")).replace(/\s+/g, " ");
  }
  function context(file, span) {
    var quote = element("blockquote");
    quote.append(element("cite", file + " [" + span[0] + ", " + span[1] + ")"));
    quote.append("…" + part(file, Math.max(0, span[0] - AROUND), span[0]));
    quote.append(element("mark", part(file, span[0], span[1]) || "∅"));
    quote.append(part(file, span[1], span[1] + AROUND) + "…");
    return quote;
  }
  function choose(id, jump) {
    var spans = data.spans[id];
    if (!spans && id.indexOf("@") > 0) { // characters OCR is not sure of
      var at = id.lastIndexOf("@"), start = Number(id.slice(at + 1));
      spans = {};
      spans[id.slice(0, at)] = [[start, start + 1]];
    }
    if (!spans) return;
    chosen = id;
    title.textContent = id;
    body.textContent = "";
    Object.keys(spans).forEach(function (file) {
      if (data.raws[file] === undefined) return;
      spans[file].slice(0, MENTIONS).forEach(function (span) { body.append(context(file, span)); });
      var more = spans[file].length - MENTIONS;
      if (more > 0) body.append(element("p", file + ": +" + more, "note"));
    });
    var machine = data.machine[id] || {};
    field.textContent = "";
    Object.keys(machine).forEach(function (key) { field.append(new Option(key, key)); });
    form.hidden = !data.machine[id];
    fill();
    say();
    card.hidden = false;
    document.querySelectorAll(".list li.here").forEach(function (each) { each.classList.remove("here"); });
    document.querySelectorAll('.list [data-id="' + CSS.escape(id) + '"]').forEach(function (each) { each.parentNode.classList.add("here"); });
    if (jump !== false) light(id);
    try { history.replaceState(null, "", "#" + id); } catch (refused) { /* a page without an address */ }
  }
  function fill() {
    var machine = data.machine[chosen] || {}, found = machine[field.value];
    value.value = found === undefined ? "" : Array.isArray(found) ? found.join("、") : found;
  }
  function say() {
    var found = decided[chosen] || data.decided[chosen];
    said.textContent = found ? found.by + " · " + found.at + " · " + found.decision + " " + JSON.stringify(found.value || {}) : "";
    var number = Object.keys(decided).length;
    document.getElementById("count").textContent = number ? "+" + number : "";
  }
  function typed(text, before) {
    if (typeof before === "number" && text.trim() !== "" && isFinite(Number(text))) return Number(text);
    return Array.isArray(before) ? text.split(/[、,，]/).filter(Boolean) : text;
  }
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    var decision = event.submitter.dataset.decision, machine = data.machine[chosen] || {}, kept = {};
    if (!by.value.trim()) { by.focus(); return; }
    if (decision === "corrected") kept[field.value] = typed(value.value, machine[field.value]);
    var was = {};
    Object.keys(decision === "corrected" ? kept : machine).forEach(function (key) { was[key] = machine[key]; });
    var now = new Date(), pad = function (number) { return String(number).padStart(2, "0"); };
    decided[chosen] = {
      decision: decision, value: kept, machine: was, by: by.value.trim(),
      at: now.getFullYear() + "-" + pad(now.getMonth() + 1) + "-" + pad(now.getDate()),
    };
    try { localStorage.setItem("twinwheel-by", by.value); } catch (refused) { /* not kept */ }
    document.querySelectorAll('.list [data-id="' + CSS.escape(chosen) + '"]').forEach(function (each) { each.parentNode.classList.add("done"); });
    say();
  });
  document.getElementById("save").addEventListener("click", function () {
    var all = Object.assign({}, data.decided, decided);
    var lines = Object.keys(all).map(function (id) { // JSON is YAML
      var entry = Object.assign({ id: id }, all[id]);
      delete entry.machine_changed;
      if (!entry.machine) delete entry.machine;
      return "- " + JSON.stringify(entry);
    });
    var link = element("a");
    link.href = URL.createObjectURL(new Blob([lines.join("\n") + "\n"], { type: "text/yaml" }));
    link.download = "review.yaml";
    link.click();
  });
  document.getElementById("close").addEventListener("click", function () { card.hidden = true; });
  field.addEventListener("change", fill);
  document.addEventListener("click", function (event) {
    var file = event.target.closest("[data-file]"), list = event.target.closest("[data-list]");
    var id = event.target.closest("[data-id]"), article = event.target.closest("[data-article]");
    var marked = event.target.closest(".raw [data-i]");
    if (file) showFile(Number(file.dataset.file));
    else if (list) showList(list.dataset.list);
    else if (id) choose(id.dataset.id);
    else if (article) {
      var first = document.querySelector('.raw [data-a="' + article.dataset.article + '"]');
      if (first) into(first.closest(".raw"), first);
    } else if (marked) {
      var ids = marked.dataset.i.split(" "), at = ids.indexOf(chosen); // click again for the next one here
      choose(ids[(at + 1) % ids.length], false);
      light(chosen);
    }
  });
  var search = document.getElementById("search"), boxes = [].slice.call(document.querySelectorAll(".filters [type=checkbox]"));
  function filter() {
    var wanted = boxes.filter(function (box) { return box.checked; }).map(function (box) { return box.value; });
    var words = search.value.trim().toLowerCase();
    document.querySelectorAll("#facts li").forEach(function (each) {
      each.hidden = wanted.indexOf(each.dataset.kind) < 0 || (words && each.textContent.toLowerCase().indexOf(words) < 0);
    });
    document.querySelectorAll(".raw .f").forEach(function (each) {
      var kinds = boxes.map(function (box) { return box.value; }).filter(function (kind) { return each.classList.contains(kind); });
      each.style.textDecorationColor = kinds.some(function (kind) { return wanted.indexOf(kind) >= 0; }) ? "" : "transparent";
    });
  }
  search.addEventListener("input", filter);
  boxes.forEach(function (box) { box.addEventListener("change", filter); });
  try { by.value = localStorage.getItem("twinwheel-by") || ""; } catch (refused) { /* not kept */ }
  showList("queue");
  var asked = decodeURIComponent(location.hash.slice(1));
  if (asked && data.spans[asked]) { showList(asked.charAt(0) === "v" ? "variants" : "facts"); choose(asked); }
})();
