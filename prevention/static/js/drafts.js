// Keeps what is being written in forms marked data-draft, in this browser only, for one day.
// A draft is forgotten when the next page says it was saved, when the writer starts over, and at sign-out.
// The field that data-forget names is not kept as the server sent it: it holds what nobody may keep.
(() => {
  const PREFIX = "draft:";
  const SENT = "draft-sent";
  const DAY = 24 * 60 * 60 * 1000;
  const form = document.querySelector("form[data-draft]");
  const sentKey = sessionStorage.getItem(SENT);
  const refused = form?.querySelector("[data-error-summary]");
  const key = form && ((refused && sentKey) || PREFIX + form.dataset.draft); // what comes back keeps its name

  const fields = () => [...form.elements].filter((f) => f.name && !["hidden", "password", "file", "submit", "button"].includes(f.type));
  const ticked = (f) => ["checkbox", "radio"].includes(f.type);
  const forgotten = (f) => f.name === form.dataset.forget && f.value === f.defaultValue;
  const values = () => fields().map((f) => (ticked(f) ? f.checked : forgotten(f) ? "" : f.value));

  const keep = () => localStorage.setItem(key, JSON.stringify({ at: Date.now(), values: values() }));

  const read = () => {
    const draft = JSON.parse(localStorage.getItem(key) || "null");
    return draft && Date.now() - draft.at < DAY && draft.values.length === fields().length ? draft : null;
  };

  const restore = () => {
    const draft = read();
    if (!draft || refused) return;
    fields().forEach((f, i) => {
      if (ticked(f)) f.checked = draft.values[i];
      else f.value = draft.values[i];
    });
    form.querySelector("[data-draft-notice]").hidden = false;
  };

  const forgetAll = () => Object.keys(localStorage).filter((k) => k.startsWith(PREFIX)).forEach((k) => localStorage.removeItem(k));

  const settleSent = () => {
    if (sentKey && document.querySelector("#flashes [data-color=success]")) localStorage.removeItem(sentKey);
    sessionStorage.removeItem(SENT);
  };

  settleSent();
  document.querySelector("[data-forget-drafts]")?.addEventListener("submit", forgetAll);
  if (!form) return;
  restore();
  if (form.dataset.forget) keep();
  form.addEventListener("input", keep);
  form.addEventListener("submit", () => sessionStorage.setItem(SENT, key));
  form.querySelector("[data-draft-discard]").addEventListener("click", () => {
    localStorage.removeItem(key);
    form.reset();
    form.querySelector("[data-draft-notice]").hidden = true;
  });
})();
