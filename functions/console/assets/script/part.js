// A part of the page that could not be loaded says so beside what asked for it.
{
  const say = ({ target }, failed) => {
    const said = target.closest?.("[data-part]")?.querySelector("[data-not-loaded]");
    if (said) said.hidden = !failed;
  };
  for (const name of ["htmx:error", "htmx:response:error"]) document.addEventListener(name, (event) => say(event, true));
  document.addEventListener("htmx:before:request", (event) => say(event, false));
}
