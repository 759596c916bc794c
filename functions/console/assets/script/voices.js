// Voices that come late leave what was chosen meanwhile, and say how many they are.
{
  const NAMES = ["reply.voice_id", "reply.model_id", "reply.when"];
  const voices = () => document.getElementById("voices");
  const controls = (name) => [...document.getElementsByName(name)];
  const chosen = (name) => controls(name).find((it) => it.type !== "radio" || it.checked)?.value;
  const choose = (name, value) => {
    for (const it of controls(name)) {
      if (it.type === "radio") it.checked ||= it.value === value;
      else if ([...it.options].some((option) => option.value === value)) it.value = value;
    }
  };
  let first;
  let before;
  document.addEventListener("htmx:before:swap", () => {
    first = voices()?.firstElementChild;
    before = NAMES.map(chosen);
  });
  document.addEventListener("htmx:after:swap", () => {
    if (!voices() || voices().firstElementChild === first) return;
    NAMES.forEach((name, nth) => choose(name, before[nth]));
    const said = voices().querySelector("[data-say]");
    if (said) announce(said.textContent);
  });
}
