// The phone: asks for what is new, sends with Enter, keeps what is typed, and counts down.
{
  const chat = () => document.getElementById("phone-chat");
  const log = () => document.querySelector(".phone-log");
  const problem = () => document.getElementById("phone-problem");
  let said = "";
  let refused = false;

  const report = (text) => {
    const shown = problem();
    if (!shown) return;
    shown.textContent = text ?? "";
    shown.hidden = !text;
  };

  // Why the console refused; nothing if it was not the console that answered.
  const sentence = (headers, text) => headers.get("content-type")?.startsWith("text/html")
    && new DOMParser().parseFromString(text, "text/html").body.textContent;

  // Of a message that was stored, a repeat is none.
  const newId = () => [...crypto.getRandomValues(new Uint8Array(8))].map((it) => it.toString(16).padStart(2, "0")).join("");

  const draft = (field) => `recado${location.pathname}#${field.id}`;

  const countDown = () => {
    for (const counted of document.querySelectorAll("[data-until]")) {
      counted.began ??= Date.now() - Number(counted.dataset.now);
      const left = Math.ceil((Number(counted.dataset.until) + counted.began - Date.now()) / 1000);
      if (left > 0) counted.querySelector(".code").textContent = `${left} s`;
      else counted.textContent = counted.dataset.over;
    }
  };

  const show = (atEnd) => {
    const { say } = chat().dataset;
    if (say && say !== said) announce(say);
    said = say;
    countDown();
    if (atEnd) log().scrollTop = log().scrollHeight;
  };

  const ask = () => {
    if (!document.hidden) chat()?.dispatchEvent(new Event("poll"));
    setTimeout(ask, chat()?.dataset.pending === undefined ? 5000 : 1000);
  };

  document.addEventListener("DOMContentLoaded", () => {
    if (!chat()) return;
    for (const field of document.querySelectorAll("[data-chat] textarea")) {
      field.value ||= sessionStorage.getItem(draft(field)) ?? "";
    }
    show(true);
    setInterval(countDown, 500);
    if (chat().hasAttribute("hx-get")) setTimeout(ask, 1000);
  });

  document.addEventListener("input", ({ target }) => {
    if (target.matches?.("[data-chat] textarea")) sessionStorage.setItem(draft(target), target.value);
  });

  document.addEventListener("submit", ({ target }) => {
    const field = target.querySelector("textarea");
    if (target.matches("[data-chat]:not([hx-post])")) sessionStorage.removeItem(draft(field));
  });

  document.addEventListener("keydown", (event) => {
    const { target } = event;
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || !target.matches("[data-chat] textarea")) return;
    event.preventDefault();
    target.form.requestSubmit();
  });

  let wasAtEnd = true;
  document.addEventListener("htmx:after:request", (event) => {
    if (!chat()) return;
    const { response, text } = event.detail.ctx;
    const { status, headers } = response;
    // Signed out: htmx leads to the form, and what was typed is kept.
    if (headers.has("hx-redirect")) return;
    const { gone, unreachable } = problem().dataset;
    const isSent = event.target !== chat();
    // What a form was answered stays until one is sent again.
    if (isSent || !refused) report(status < 400 ? null : status === 404 ? gone : sentence(headers, text) || unreachable);
    if (isSent) refused = status >= 400;
    // What is no part of this page stays out of it.
    if (status >= 400) return event.preventDefault();
    wasAtEnd = log().scrollHeight - log().scrollTop - log().clientHeight < 40;
    const { target } = event;
    if (!target.matches("form[data-chat]")) return;
    const field = target.querySelector("textarea");
    field.value = "";
    sessionStorage.removeItem(draft(field));
    const id = target.elements.message_id;
    if (id) id.value = newId();
    wasAtEnd = true;
    field.focus();
  });
  document.addEventListener("htmx:after:swap", () => { if (chat()) show(wasAtEnd); });
  document.addEventListener("htmx:error", () => { if (chat()) report(problem().dataset.unreachable); });
}
