// A sound, and a number in the title, when somebody waits: if the reader wants it, which is remembered.
const alerts = (() => {
  const KEY = "recado_alert";
  const title = document.title;
  const label = document.querySelector("[data-alert]");
  const box = label?.querySelector("input");
  let audio;
  const isWanted = () => localStorage.getItem(KEY) === "on";
  // Browsers make no sound before the reader has done something.
  const wake = () => {
    if (!isWanted()) return;
    audio ??= new AudioContext();
    audio.resume();
  };
  const play = () => {
    if (!audio || !isWanted()) return;
    for (const [at, pitch] of [[0, 660], [0.16, 880]]) {
      const begin = audio.currentTime + at;
      const tone = new OscillatorNode(audio, { frequency: pitch });
      const volume = new GainNode(audio, { gain: 0.12 });
      volume.gain.setTargetAtTime(0, begin + 0.08, 0.04);
      tone.connect(volume).connect(audio.destination);
      tone.start(begin);
      tone.stop(begin + 0.4);
    }
  };
  const count = () => {
    const number = document.querySelectorAll("[data-waits]").length;
    document.title = box && isWanted() && number ? `(${number}) ${title}` : title;
  };
  if (box) {
    label.hidden = false;
    box.checked = isWanted();
    box.addEventListener("change", () => {
      localStorage.setItem(KEY, box.checked ? "on" : "off");
      wake();
      play();
      count();
    });
    for (const type of ["pointerdown", "keydown"]) document.addEventListener(type, wake, { passive: true });
    count();
  }
  return { play, count };
})();
