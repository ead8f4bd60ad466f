// Forms: − and + buttons, "Today", focus on what went wrong, and no double sending. All of it works without, too.
(() => {
  const field = (id) => document.getElementById(id);

  const step = (button) => {
    const input = field(button.dataset.for);
    const wanted = Number(input.value || input.min || 0) + Number(button.dataset.step);
    const floor = input.min === "" ? -Infinity : Number(input.min);
    const ceiling = input.max === "" ? Infinity : Number(input.max);
    input.value = Math.min(Math.max(wanted, floor), ceiling);
    input.dispatchEvent(new Event("input", { bubbles: true }));
    button.parentElement.querySelector("[data-step-status]").textContent = input.value;
  };

  const today = (button) => {
    const input = field(button.dataset.today);
    input.value = new Date().toLocaleDateString("sv-SE", { timeZone: "Europe/Stockholm" });
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.focus();
  };

  const sent = new WeakSet();

  const send = (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented || form.hasAttribute("hx-post")) return;
    if (sent.has(form)) {
      event.preventDefault();
      return;
    }
    sent.add(form);
    event.submitter?.setAttribute("aria-busy", "true");
    const status = form.querySelector("[data-busy-status]");
    if (status) status.textContent = form.dataset.busy;
  };

  const returned = () => document.querySelectorAll("form").forEach((form) => {
    sent.delete(form);
    form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
    form.querySelectorAll("[data-busy-status]").forEach((status) => { status.textContent = ""; });
  });

  const showErrors = () => document.querySelector("[data-error-summary]")?.focus();

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-step], [data-today]");
    if (!button) return;
    if (button.dataset.step) step(button);
    else today(button);
  });
  document.addEventListener("submit", send);
  const settled = (event) => event.target.id === "main" && field("main").focus({ preventScroll: true });

  // A line that tells what is saved says so too when it is not: no connection, an error, or signed out by now.
  const unsaved = (event) => {
    const line = event.target.closest("[data-unsaved]");
    if (line && (event.type !== "htmx:afterSwap" || !line.textContent.trim())) line.textContent = line.dataset.unsaved;
  };

  // Who leaves within the second before it is saved on its own takes the last words along: they are sent on the way out.
  let waiting = null;
  const typed = (event) => { waiting = event.target.form?.querySelector("[data-unsaved]") || waiting; };
  const left = () => {
    if (waiting) navigator.sendBeacon(waiting.getAttribute("hx-post"), new FormData(waiting.closest("form")));
    waiting = null;
  };
  const taken = (event) => { if (waiting && event.target.contains(waiting)) waiting = null; };

  document.addEventListener("input", typed);
  ["submit", "htmx:beforeRequest"].forEach((name) => document.addEventListener(name, taken));
  ["beforeunload", "pagehide"].forEach((name) => window.addEventListener(name, left));
  document.addEventListener("htmx:afterSettle", settled);
  ["htmx:sendError", "htmx:responseError", "htmx:afterSwap"].forEach((name) => document.addEventListener(name, unsaved));
  window.addEventListener("pageshow", (event) => event.persisted && returned());
  showErrors();
})();
