// What a save needs beside htmx: order, failures and leaving. The server decides; this only sees to
// that what somebody wrote is sent, and says so when it is not. Without it the form is ordinary.
(() => {
  const form = document.getElementById("checklist");
  if (!form || !window.htmx) return;

  // Back may show the page as it was first sent, from the browser's cache: older than what is saved.
  if (performance.getEntriesByType("navigation")[0]?.type === "back_forward") {
    location.reload();
    return;
  }
  document.documentElement.classList.add("js");

  const RETRY_AFTER = [5, 15, 30]; // seconds; then every 30
  const announcer = document.getElementById("announcer");
  const activities = new Map();
  let sequence = 0;
  let submitting = false;
  let leaving = false;

  // A tab that is copied holds the same HTML; as a page it is another one, with numbers of its own.
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  form.elements.page.value = [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");

  // Of each activity: what the fields said when they were last saved, what is on its way, what the
  // server has refused; whether the server could not be reached; and the field last worked in.
  for (const fieldset of form.querySelectorAll("fieldset[data-number]")) {
    const number = fieldset.dataset.number;
    const activity = { number, fieldset, sending: null, refused: null, failed: false, tries: 0, timer: 0 };
    activity.radios = [...fieldset.querySelectorAll("input[type=radio]")];
    activity.note = document.getElementById(`note-${number}`);
    activity.shown = document.getElementById(`saved-${number}`);
    activity.saved = written(activity, true);
    if (activity.note.childElementCount) {
      // the whole form was sent, and this could not be saved
      activity.refused = activity.saved;
      activity.saved = null;
    }
    activities.set(fieldset, activity);
  }

  // What was not saved when this tab left the page goes back into the fields, where nobody has saved
  // since: the last flush may come after the page it is meant for.
  const DRAFTS = `unsaved ${location.pathname}`;
  const drafts = JSON.parse(sessionStorage.getItem(DRAFTS) ?? "{}");
  sessionStorage.removeItem(DRAFTS);
  for (const activity of activities.values()) {
    const draft = drafts[activity.number];
    if (draft && draft.version === field(activity, "version").value) fillIn(activity, draft.text);
  }

  function fillIn(activity, text) {
    const [value, comment, plannedOn] = JSON.parse(text);
    for (const radio of activity.radios) radio.checked = radio.value === value;
    field(activity, "comment").value = comment;
    field(activity, "planned_on").value = plannedOn;
    activity.fieldset.querySelector("details").open = true;
  }

  function field(activity, name) {
    return form.elements[`${name}-${activity.number}`];
  }

  // What the fields say, as one string; `initially`: as the page came from the server.
  function written(activity, initially = false) {
    const [text, isChosen] = initially ? ["defaultValue", "defaultChecked"] : ["value", "checked"];
    const chosen = activity.radios.find((radio) => radio[isChosen])?.value ?? "";
    const comment = field(activity, "comment")[text].trim();
    return JSON.stringify([chosen, comment, field(activity, "planned_on")[text]]);
  }

  const all = () => [...activities.values()];
  const isUnsaved = (activity) => written(activity) !== activity.saved;
  const isLost = (activity) => isUnsaved(activity) && (activity.failed || activity.refused !== null);
  // unsaved, and worth sending: what was refused is not asked again until it has changed
  const waiting = () => all().filter((a) => isUnsaved(a) && written(a) !== a.refused);

  // One activity's own fields alone: a save must not overwrite a colleague's other answers.
  function own(activity, data = new FormData(form)) {
    const ending = `-${activity.number}`;
    const body = new URLSearchParams();
    for (const [name, value] of data) {
      if (name.endsWith(ending) || name === "csrf_token" || name === "page") body.append(name, value);
    }
    body.set("sequence", ++sequence);
    return body;
  }

  const copy = (id) => document.getElementById(id).content.cloneNode(true);

  function failed(activity) {
    activity.sending = null;
    activity.shown.replaceChildren(copy("bad"));
    if (!activity.failed) {
      activity.failed = true;
      activity.note.replaceChildren(copy("not-saved"));
      announcer.textContent = form.dataset.notSaved.replace("{n}", activity.number);
    }
    sumUp();
    const wait = RETRY_AFTER[Math.min(activity.tries++, RETRY_AFTER.length - 1)];
    clearTimeout(activity.timer);
    activity.timer = setTimeout(() => save(activity), wait * 1000);
  }

  function save(activity) {
    clearTimeout(activity.timer);
    htmx.trigger(activity.fieldset, "save");
  }

  // The panel must not say that everything is saved while something is not.
  function sumUp() {
    if (all().some(isLost)) document.getElementById("all-saved").replaceChildren(copy("bad"));
  }

  form.addEventListener("htmx:config:request", (event) => {
    const activity = activities.get(event.target);
    if (!activity) return;
    const text = written(activity);
    const isNew = text !== (activity.sending ?? activity.saved);
    // the comment's two triggers (a pause, and leaving the field) are one save
    if (text === activity.refused || !(isNew || activity.failed || activity.refused !== null)) {
      event.preventDefault();
      return;
    }
    const { ctx } = event.detail;
    ctx.request.body = own(activity, ctx.request.body);
    ctx.hpWritten = activity.sending = text;
  });

  form.addEventListener("htmx:before:request", (event) => {
    const activity = activities.get(event.target);
    if (!activity) return;
    activity.sending = event.detail.ctx.hpWritten;
    if (!activity.failed) activity.shown.textContent = form.dataset.saving;
  });

  form.addEventListener("htmx:after:request", (event) => {
    const activity = activities.get(event.target);
    const { ctx } = event.detail;
    if (!activity || !ctx.response) return;
    // a faulty server, a proxy or a hotel's sign-in page may answer too: only ours has the note
    if (!ctx.text.includes(`id="${activity.note.id}"`)) {
      ctx.swap = "none";
      return failed(activity);
    }
    clearTimeout(activity.timer);
    activity.failed = false;
    activity.tries = 0;
    activity.refused = ctx.response.status === 200 ? null : ctx.hpWritten;
    if (activity.refused === null) activity.saved = ctx.hpWritten;
    if (activity.sending === ctx.hpWritten) activity.sending = null;
  });

  form.addEventListener("htmx:error", (event) => {
    const activity = activities.get(event.target);
    if (activity) failed(activity);
  });

  document.addEventListener("htmx:before:swap", (event) => {
    const activity = activities.get(event.target);
    if (activity) activity.hasFocus = activity.note.contains(document.activeElement);
  });

  document.addEventListener("htmx:after:swap", (event) => {
    const activity = activities.get(event.target);
    if (!activity) return;
    const version = activity.shown.querySelector("[data-version]")?.dataset.version;
    if (version) field(activity, "version").value = version;
    markMistake(activity, event.detail.ctx.response.status === 422);
    sumUp();
    goOn();
    if (activity.hasFocus && !activity.note.contains(document.activeElement)) {
      const chosen = activity.radios.find((radio) => radio.checked);
      (activity.note.querySelector("button") ?? activity.last ?? chosen)?.focus();
    }
  });

  function markMistake(activity, isWrong) {
    const mistake = activity.note.querySelector("[data-field]");
    for (const input of [field(activity, "comment"), field(activity, "planned_on")]) {
      if (isWrong && mistake?.dataset.field === input.name) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
  }

  // The panel's button leads where its words say.
  function goOn() {
    const next = document.querySelector("#go-to [data-to]");
    if (next) document.getElementById("go-to").setAttribute("href", next.dataset.to);
  }

  form.addEventListener("focusin", (event) => {
    const activity = activities.get(event.target.closest("fieldset"));
    if (activity && event.target.matches("input, textarea")) activity.last = event.target;
  });

  form.addEventListener("change", (event) => {
    if (event.target.type !== "radio" || !["partly", "no"].includes(event.target.value)) return;
    event.target.closest("fieldset").querySelector("details").open = true;
  });

  form.addEventListener("click", (event) => {
    if (event.target.closest(".retry")) save(activities.get(event.target.closest("fieldset")));
  });

  // Enter in a date or on a radio must not press the form's first button
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("input")) event.preventDefault();
  });

  form.addEventListener("submit", () => {
    // the whole form is on its way, unless it is known that nothing gets there
    submitting = navigator.onLine && !all().some((activity) => activity.failed);
    form.elements.sequence.value = ++sequence;
  });

  form.addEventListener("input", () => {
    submitting = false; // still here: it came to nothing
  });

  const saveWaiting = () => waiting().forEach(save);
  window.addEventListener("online", saveWaiting);

  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && !leaving) saveWaiting();
  });

  // back from the browser's memory, or a field that the browser filled in again on reload
  window.addEventListener("pageshow", () => {
    submitting = leaving = false;
    setTimeout(saveWaiting, 0);
  });

  // The last flush: what is not saved when the page goes is sent on its way all the same.
  window.addEventListener("pagehide", () => {
    leaving = true;
    const kept = all().filter(isUnsaved).map((activity) => {
      return [activity.number, { version: field(activity, "version").value, text: written(activity) }];
    });
    sessionStorage.setItem(DRAFTS, JSON.stringify(Object.fromEntries(kept)));
    for (const activity of submitting ? [] : waiting()) {
      fetch(activity.fieldset.getAttribute("hx-post"), {
        method: "POST",
        body: own(activity),
        headers: { "HX-Request": "true" },
        keepalive: true,
      }).catch(() => {});
    }
  });

  window.addEventListener("beforeunload", (event) => {
    const isOffline = waiting().length && !navigator.onLine;
    if (!submitting && (all().some(isLost) || isOffline)) event.preventDefault();
  });
})();
