// Buttons that play the sound at data-play; a second press stops it.
{
  let sound = null;
  let playing = null;
  const stop = () => {
    sound?.pause();
    playing?.setAttribute("aria-pressed", "false");
    sound = playing = null;
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-play]");
    if (!button) return;
    const again = button === playing;
    stop();
    if (again) return;
    playing = button;
    playing.setAttribute("aria-pressed", "true");
    sound = new Audio(button.dataset.play);
    sound.addEventListener("ended", stop);
    sound.addEventListener("error", stop);
    sound.play().catch(stop);
  });
}
