// Reads how it stands, again and again: says that the section is being made, and loads the page
// anew once there is a new one.
const status = document.getElementById("status");
const said = status.textContent;
function told(now) {
  if (!now.busy && now.version !== document.body.dataset.version) {
    location.reload();
    return;
  }
  document.body.classList.toggle("busy", now.busy);
  status.textContent = now.busy ? "Running …" : said;
  setTimeout(look, 50);
}
function ended() {
  document.body.classList.remove("busy");
  document.body.classList.add("ended");
  status.textContent = "The preview has ended: start it again with a4p preview.";
}
function look() {
  const state = document.createElement("script");
  state.src = "state.js?" + Date.now();
  state.onload = () => state.remove();
  state.onerror = ended;
  document.head.append(state);
}
look();
