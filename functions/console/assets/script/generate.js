// Buttons that fill the secret that data-generate names, and show it once.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-generate]");
  if (!button) return;
  const field = document.getElementById(button.dataset.generate);
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  field.value = button.dataset.kind === "whsec"
    ? `whsec_${btoa(String.fromCharCode(...bytes))}`
    : Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  field.type = "text";
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.select();
  announce(button.dataset.generated);
});
