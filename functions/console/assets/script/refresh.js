// Parts with data-refresh are read again every few seconds. What the reader opened stays open, and what
// they look at stays where it is.
{
  const waits = (part) => new Set([...part.querySelectorAll("[data-waits]")].map((it) => it.dataset.waits));
  const newest = (part) => Number([...part.querySelectorAll("[data-message]")].pop()?.dataset.message ?? 0);
  const toEnd = () => scrollTo({ top: document.documentElement.scrollHeight });
  const isAtEnd = () => innerHeight + scrollY >= document.documentElement.scrollHeight - 120;
  const link = document.getElementById("new-messages");
  const before = new WeakMap();

  // What could not be read again is old, and says so.
  const isOld = (old) => {
    for (const it of document.querySelectorAll("[data-not-refreshed]")) it.hidden = !old;
  };
  const of = (name, act) => document.addEventListener(name, (event) => {
    if (event.target.matches?.("[data-refresh]")) act(event.target, event.detail.ctx);
  });
  of("htmx:error", () => isOld(true));
  of("htmx:response:error", () => isOld(true));
  of("htmx:before:swap", (part) => {
    before.set(part, { waits: waits(part), newest: newest(part), atEnd: isAtEnd() });
  });
  of("htmx:after:swap", (part, { response }) => {
    if (response.status >= 400) return;
    isOld(false);
    const was = before.get(part);
    alerts.count();
    if ([...waits(part)].some((it) => !was.waits.has(it))) {
      announce(part.dataset.somebodyWaits);
      alerts.play();
    }
    if (newest(part) > was.newest) {
      announce(part.dataset.newMessages);
      if (was.atEnd) toEnd();
      else link.hidden = false;
    }
  });
  htmx.registerExtension("keep-open", {
    htmx_before_morph_node: (part, { oldNode, newNode }) => {
      if (oldNode.tagName === "DETAILS") newNode.open = oldNode.open;
    },
  });

  link?.addEventListener("click", () => { link.hidden = true; });
  addEventListener("scroll", () => { if (link && isAtEnd()) link.hidden = true; }, { passive: true });
  // A conversation is read from its end.
  if (link && !location.hash && !document.querySelector(".notice")) toEnd();
}
