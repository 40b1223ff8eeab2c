// Tells that the section is being made, and loads the page again once there is a new one.
const status = document.getElementById("status");
const said = status.textContent;
const events = new EventSource("/events");
events.onmessage = (event) => {
  const now = JSON.parse(event.data);
  if (!now.busy && now.version !== document.body.dataset.version) {
    location.reload();
    return;
  }
  document.body.classList.toggle("busy", now.busy);
  status.textContent = now.busy ? "Running …" : said;
};
events.onerror = () => {
  document.body.classList.remove("busy");
  document.body.classList.add("ended");
  status.textContent = "The preview has ended: start it again with a4p preview.";
};
