// What a save needs beside htmx: order, failures and leaving. The server decides; this only sees to
// that what somebody wrote is sent, and says so when it is not. Without it the form is ordinary.
(() => {
  const form = document.getElementById("checklist");
  if (!form || !window.htmx) return;
  document.documentElement.classList.add("js");

  const RETRY_AFTER = [5, 15, 30]; // seconds; then every 30
  const announcer = document.getElementById("announcer");
  const activities = new Map();
  let sequence = 0;
  let submitting = false;

  for (const fieldset of form.querySelectorAll("fieldset[data-number]")) {
    const number = fieldset.dataset.number;
    const activity = { number, fieldset, tries: 0, timer: 0, failed: false, refused: false, sending: null };
    activity.saved = written(activity, true);
    activities.set(fieldset, activity);
  }

  // What the fields say, as one string; `initially`: as the page came from the server.
  function written(activity, initially = false) {
    const { number, fieldset } = activity;
    const radios = [...fieldset.querySelectorAll("input[type=radio]")];
    const chosen = radios.find((radio) => (initially ? radio.defaultChecked : radio.checked));
    const text = (name) => {
      const field = form.elements[`${name}-${number}`];
      return initially ? field.defaultValue : field.value;
    };
    return JSON.stringify([chosen ? chosen.value : "", text("comment").trim(), text("planned_on")]);
  }

  const isUnsaved = (activity) => written(activity) !== activity.saved;
  const unsaved = () => [...activities.values()].filter(isUnsaved);

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

  function note(activity, html) {
    document.getElementById(`note-${activity.number}`).replaceChildren(...html);
  }

  const copy = (id) => [...document.getElementById(id).content.cloneNode(true).childNodes];

  function failed(activity) {
    activity.sending = null;
    document.getElementById(`saved-${activity.number}`).replaceChildren(...copy("bad"));
    if (!activity.failed) {
      activity.failed = true;
      note(activity, copy("not-saved"));
      announcer.textContent = form.dataset.notSaved.replace("{n}", activity.number);
    }
    const wait = RETRY_AFTER[Math.min(activity.tries++, RETRY_AFTER.length - 1)];
    clearTimeout(activity.timer);
    activity.timer = setTimeout(() => save(activity), wait * 1000);
  }

  function save(activity) {
    clearTimeout(activity.timer);
    htmx.trigger(activity.fieldset, "save");
  }

  form.addEventListener("htmx:config:request", (event) => {
    const activity = activities.get(event.target);
    if (!activity) return;
    const text = written(activity);
    // the comment's two triggers (a pause, and leaving the field) are one save
    if (text === (activity.sending ?? activity.saved) && !activity.failed && !activity.refused) {
      event.preventDefault();
      return;
    }
    const request = event.detail.ctx.request;
    request.body = own(activity, request.body);
    event.detail.ctx.hpWritten = text;
    activity.sending = text;
  });

  form.addEventListener("htmx:before:request", (event) => {
    const activity = activities.get(event.target);
    if (activity && !activity.failed) {
      document.getElementById(`saved-${activity.number}`).textContent = form.dataset.saving;
    }
  });

  form.addEventListener("htmx:after:request", (event) => {
    const activity = activities.get(event.target);
    const { ctx } = event.detail;
    if (!activity || !ctx.response) return;
    clearTimeout(activity.timer);
    if (ctx.response.status >= 500 || ctx.response.status === 429) return failed(activity);
    activity.failed = false;
    activity.tries = 0;
    activity.refused = ctx.response.status !== 200;
    if (activity.refused) activity.sending = null;
    else activity.saved = ctx.hpWritten;
    if (activity.sending === activity.saved) activity.sending = null;
  });

  form.addEventListener("htmx:error", (event) => {
    const activity = activities.get(event.target);
    if (activity) failed(activity);
  });

  document.addEventListener("htmx:after:swap", (event) => {
    const activity = activities.get(event.target);
    if (!activity) return;
    const { number } = activity;
    const saved = document.querySelector(`#saved-${number} [data-version]`);
    if (saved) form.elements[`version-${number}`].value = saved.dataset.version;
    const wrong = event.detail.ctx.response.status === 422;
    const mistake = document.querySelector(`#note-${number} [data-field]`);
    for (const name of ["comment", "planned_on"]) {
      const field = form.elements[`${name}-${number}`];
      if (wrong && mistake?.dataset.field === field.name) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    }
    goOn();
  });

  // The panel's button leads to the first activity without an answer.
  function goOn() {
    const next = [...activities.keys()].find((f) => !f.querySelector("input[type=radio]:checked"));
    document.getElementById("go-to").setAttribute("href", next ? `#${next.id}` : "#remaining");
  }

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
    submitting = true;
    form.elements.sequence.value = ++sequence;
  });

  window.addEventListener("online", () => unsaved().forEach(save));

  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") unsaved().filter((a) => !a.refused).forEach(save);
  });

  // the last flush: what is not saved when the page goes is sent on its way all the same
  window.addEventListener("pagehide", () => {
    if (submitting) return;
    for (const activity of unsaved()) {
      fetch(activity.fieldset.getAttribute("hx-post"), {
        method: "POST",
        body: own(activity),
        headers: { "HX-Request": "true" },
        keepalive: true,
      }).catch(() => {});
    }
  });

  // back from the browser's memory, or a field that the browser filled in again on reload
  window.addEventListener("pageshow", () => {
    submitting = false;
    setTimeout(() => unsaved().forEach(save), 0);
  });

  window.addEventListener("beforeunload", (event) => {
    const lost = unsaved().some((activity) => activity.failed || activity.refused);
    if (!submitting && (lost || (unsaved().length && !navigator.onLine))) event.preventDefault();
  });
})();
