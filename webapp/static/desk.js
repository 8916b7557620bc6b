// Comfort for the desk: every act works without this file, which only makes some shorter.
"use strict";

(() => {
  const OFF = "vigie.keys.off";
  const one = (selector) => document.querySelector(selector);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const remembered = () => { try { return localStorage.getItem(OFF) === "1"; } catch { return false; } };
  const remember = (off) => { try { localStorage.setItem(OFF, off ? "1" : "0"); } catch { /* a private window */ } };

  // Copying in one click.
  for (const button of all("[data-copy]")) {
    button.hidden = false;
    const name = button.textContent;
    button.addEventListener("click", async () => {
      const text = document.getElementById(button.dataset.copy);
      try {
        await navigator.clipboard.writeText(text.value);
      } catch { // no permission, or no secure origin: the old way
        text.select();
        document.execCommand("copy");
      }
      button.textContent = button.dataset.done;
      setTimeout(() => { button.textContent = name; }, 2000);
    });
  }

  // A template is filled as soon as it is chosen.
  one("#template")?.addEventListener("change", (event) => event.target.form.requestSubmit());

  // What was typed and not saved is not left by mistake.
  const typed = () => all("form[method=post] textarea").some((each) => each.value !== each.defaultValue);
  let leaving = false;
  document.addEventListener("submit", () => { leaving = true; });
  window.addEventListener("beforeunload", (event) => { if (!leaving && typed()) event.preventDefault(); });

  // Who else is here, and whether they changed something.
  const presence = one("[data-presence]");
  if (presence) {
    const look = async () => {
      if (document.hidden) return;
      try {
        const answer = await fetch(presence.dataset.presence, { headers: { Accept: "application/json" } });
        if (!answer.ok) return;
        const said = await answer.json();
        const changed = String(said.version) !== presence.dataset.version;
        const words = [said.said, changed ? presence.dataset.changed : ""].filter(Boolean).join(" ");
        if (presence.textContent !== words) presence.textContent = words;
        presence.hidden = !words;
      } catch { /* away for a moment: asked again */ }
    };
    setInterval(look, 20000);
    document.addEventListener("visibilitychange", look);
  }

  // The keyboard.
  const help = one("[data-keys]");
  if (!help) return;
  let off = remembered();
  const toggle = one("[data-keys-toggle]");
  const told = () => { toggle.textContent = off ? toggle.dataset.on : toggle.dataset.off; };
  const door = one("[data-keys-open]");
  door.hidden = false;
  door.addEventListener("click", () => help.showModal());
  one("[data-keys-close]").addEventListener("click", () => help.close());
  toggle.addEventListener("click", () => { off = !off; remember(off); told(); });
  told();

  const cards = () => all(".list > .card");
  const opener = (card) => card.querySelector("a.open");
  let here = -1;
  const go = (step) => {
    const shown = cards();
    if (one("[data-back]")) return neighbour(step);
    if (!shown.length) return;
    here = Math.max(0, Math.min(shown.length - 1, here + step));
    shown.forEach((card, n) => card.classList.toggle("here", n === here));
    opener(shown[here]).focus({ preventScroll: true });
    shown[here].scrollIntoView({ block: "nearest" });
  };

  // From mention to mention in the order of the list that led here; kept for this window alone.
  const LIST = "vigie.list";
  if (!one("[data-back]") && cards().length) {
    try { sessionStorage.setItem(LIST, JSON.stringify(cards().map((card) => opener(card).getAttribute("href")))); } catch { /* none */ }
  }
  const neighbour = (step) => {
    let list = [];
    try { list = JSON.parse(sessionStorage.getItem(LIST) ?? "[]"); } catch { /* none */ }
    const at = list.findIndex((href) => new URL(href, location.href).pathname === location.pathname);
    const next = at < 0 ? undefined : list[at + step];
    if (next && new URL(next, location.href).origin === location.origin) location.assign(next);
  };

  const keys = {
    j: () => go(1),
    k: () => go(-1),
    o: () => { const card = cards()[here]; if (card) opener(card).click(); },
    e: () => one("#reply")?.focus(),
    c: () => one("[data-copy=reply]")?.click(),
    u: () => one("[data-back]")?.click(),
    "?": () => help.showModal(),
  };
  const writing = (at) => at instanceof Element && at.closest("input, textarea, select, [contenteditable]");
  document.addEventListener("keydown", (event) => {
    if (off || help.open || event.ctrlKey || event.metaKey || event.altKey || writing(event.target)) return;
    const digit = /^[1-9]$/.test(event.key) ? one(`[data-digit="${event.key}"]`) : null;
    const act = digit ? () => digit.click() : keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
})();
