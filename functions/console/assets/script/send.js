// Ctrl+Enter, or Cmd+Enter, sends the form of a field with data-send-by-keys.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  if (event.target.matches("[data-send-by-keys]")) {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
});
// A form with data-once is sent once.
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-once]")) return;
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "yes";
});
// Also when the reader comes back to it.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-sent]")) delete form.dataset.sent;
});
