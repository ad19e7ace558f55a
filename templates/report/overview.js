(function () {
  "use strict";
  var data = JSON.parse(document.getElementById("data").textContent);
  var words = { m: "达标", n: "未达标", x: "未填报", a: "不适用", d: "待核实", p: "未到考核时点", ".": "不在适用范围" };
  var map = document.getElementById("rows"), where = document.getElementById("where");
  var groups = [], total = 0;
  map.querySelectorAll(".g").forEach(function (g) {
    var rows = [];
    g.querySelectorAll(".u").forEach(function (u) {
      var a = u.firstChild;
      rows.push({ u: u, text: (a.textContent + " " + a.title).toLowerCase(), c: u.dataset.c, shown: true });
    });
    total += rows.length;
    groups.push({ g: g, name: g.firstChild.textContent.toLowerCase(), rows: rows, shown: true });
  });
  var text = document.getElementById("find-text"), rule = document.getElementById("find-rule");
  var verdict = document.getElementById("find-verdict"), count = document.getElementById("find-count");
  function show() {
    var wanted = text.value.trim().toLowerCase(), column = rule.value, letter = verdict.value, left = 0;
    groups.forEach(function (group) {
      var any = false, whole = !wanted || group.name.indexOf(wanted) >= 0;
      group.rows.forEach(function (row) {
        var fits = (whole || row.text.indexOf(wanted) >= 0) &&
          (column === "" ? !letter || row.c.indexOf(letter) >= 0 : letter ? row.c[column] === letter : row.c[column] !== ".");
        if (fits !== row.shown) { row.u.hidden = !fits; row.shown = fits; }
        if (fits) { any = true; left++; }
      });
      if (any !== group.shown) { group.g.hidden = !any; group.shown = any; }
    });
    count.textContent = "显示 " + left + "／" + total + " 个单位";
  }
  [text, rule, verdict].forEach(function (field) { field.addEventListener("input", show); });
  document.getElementById("find").addEventListener("submit", function (event) { event.preventDefault(); });
  document.getElementById("find").hidden = false;
  show();
  function cell(event) {
    var link = event.target.closest(".cells");
    if (!link) { return null; }
    var row = link.parentNode, n = Math.floor((event.clientX - link.getBoundingClientRect().left) / data.cell);
    return n >= 0 && n < data.rules.length ? { row: row, link: link, n: n, letter: row.dataset.c[n] } : null;
  }
  map.addEventListener("mousemove", function (event) {
    var at = cell(event);
    where.textContent = at ? at.row.firstChild.textContent + "　" + (at.n + 1) + "　" + data.rules[at.n] + "　" + words[at.letter] : "";
  });
  map.addEventListener("click", function (event) {
    var at = cell(event), row = at && data.rows[at.row.dataset.p][at.n];
    if (row) { event.preventDefault(); location.href = at.link.getAttribute("href") + "#row-" + row; }
  });
})();
