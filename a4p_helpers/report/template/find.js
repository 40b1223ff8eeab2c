// Shows those entries of the index that hold every word that is wanted.
const wanted = document.getElementById("wanted");
const groups = [...document.querySelectorAll("ul.index")];
const told = document.getElementById("how-many");
function filter() {
  const words = wanted.value.toLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const group of groups) {
    let shown = 0;
    for (const item of group.children) {
      const text = item.textContent.toLowerCase();
      item.hidden = !words.every((word) => text.includes(word));
      shown += !item.hidden;
    }
    group.hidden = group.previousElementSibling.hidden = !shown;
    found += shown;
  }
  told.textContent = words.length ? `${found} found` : "";
}
document.querySelector(".filter").hidden = false;
wanted.addEventListener("input", filter);
wanted.value = decodeURIComponent(location.hash.slice(1));
filter();
wanted.focus();
