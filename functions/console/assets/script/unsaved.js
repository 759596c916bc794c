// Forms with data-unsaved ask before what was typed is left behind.
{
  const changed = new Set();
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-unsaved]");
    if (form) changed.add(form);
  });
  // A form that comes back with mistakes holds what was typed, and nothing of it is saved.
  document.addEventListener("DOMContentLoaded", () => {
    for (const form of document.querySelectorAll('form[data-unsaved="changed"]')) changed.add(form);
  });
  document.addEventListener("submit", (event) => changed.delete(event.target));
  window.addEventListener("beforeunload", (event) => {
    if ([...changed].some((form) => form.isConnected)) event.preventDefault();
  });
}
