// Comfort on top of pages that work without it. Everything hangs on data attributes; see docs/style.md.

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const on = (type, selector, act) =>
  document.addEventListener(type, (event) => {
    const target = event.target instanceof Element && event.target.closest(selector);
    if (target) act(event, target);
  });

/** Speaks a line to assistive technology. */
function say(text) {
  let live = $("#live");
  if (!live) {
    live = Object.assign(document.createElement("div"), { id: "live", className: "sr" });
    live.setAttribute("role", "status");
    document.body.append(live);
  }
  live.textContent = "";
  requestAnimationFrame(() => (live.textContent = text));
}

// What only works with this script is hidden in the HTML and shown here.
const reveal = (root) => $$("[data-js]", root).forEach((element) => (element.hidden = false));

// ---- Menus: one open at a time; Escape and a click elsewhere close -------------------------------

const menus = "details.menu, details.account";
document.addEventListener("click", (event) => {
  for (const menu of $$(`:is(${menus})[open]`)) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of $$(`:is(${menus})[open]`)) {
    menu.open = false;
    $("summary", menu).focus();
  }
});
// A browser without ::details-content can't show a closed menu on a wide screen.
if (!CSS.supports("selector(::details-content)")) {
  const wide = matchMedia("(min-width: 62rem)");
  const unfold = () => $$("details.filters").forEach((details) => (details.open = wide.matches));
  wide.addEventListener("change", unfold);
  unfold();
}

// ---- Small buttons ---------------------------------------------------------------------------------

on("click", "[data-dismiss]", (_, button) => button.closest(".flash, .note")?.remove());
on("click", "[data-print]", () => print());
on("click", "[data-copy]", async (_, button) => {
  const source = $(button.dataset.copy);
  const text = source.value ?? source.textContent.trim();
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    source.select?.();
    return;
  }
  const label = $("span", button) ?? button;
  const before = label.textContent;
  label.textContent = button.dataset.copied;
  say(button.dataset.copied);
  setTimeout(() => (label.textContent = before), 2500);
});
if (navigator.share) {
  on("click", "[data-share]", (_, button) =>
    navigator.share({ title: document.title, url: button.dataset.share }).catch(() => {}));
} else $$("[data-share]").forEach((button) => button.removeAttribute("data-js"));

// ---- Dialogs -----------------------------------------------------------------------------------------

// <a href="/fallback" data-dialog="id"> or <button data-dialog="id" data-js hidden>
on("click", "[data-dialog]", (event, opener) => {
  const dialog = document.getElementById(opener.dataset.dialog);
  if (!dialog?.showModal || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  dialog.showModal();
});
on("click", "dialog [data-close]", (event, button) => {
  event.preventDefault();
  button.closest("dialog").close();
});
// <form data-confirm-dialog="id">: asks first; the dialog's [data-confirm] sends the form as it was submitted.
on("submit", "form[data-confirm-dialog]", (event, form) => {
  const dialog = document.getElementById(form.dataset.confirmDialog);
  const submitter = event.submitter;
  if (!dialog?.showModal || form.dataset.confirmed || submitter?.hasAttribute("data-no-confirm")) return;
  event.preventDefault();
  const yes = $("[data-confirm]", dialog);
  const send = (click) => {
    click.preventDefault();
    form.dataset.confirmed = "yes";
    dialog.close();
    form.requestSubmit(submitter?.form === form ? submitter : undefined);
  };
  yes.addEventListener("click", send, { once: true });
  dialog.addEventListener("close", () => yes.removeEventListener("click", send), { once: true });
  dialog.showModal();
});

// ---- Files: drop, and the name of what was chosen ----------------------------------------------------

const dropped = (zone, input) => {
  const files = [...input.files].map((file) => file.name);
  const name = $("[data-file-name]", zone);
  if (!name) return;
  name.textContent = files.join(", ");
  name.hidden = files.length === 0;
};
on("dragover", ".drop", (event, zone) => {
  event.preventDefault();
  zone.classList.add("over");
});
on("dragleave", ".drop", (event, zone) => {
  if (!zone.contains(event.relatedTarget)) zone.classList.remove("over");
});
on("drop", ".drop", (event, zone) => {
  event.preventDefault();
  zone.classList.remove("over");
  const input = $("input[type=file]", zone);
  if (!input || !event.dataTransfer.files.length) return;
  input.files = event.dataTransfer.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
});
on("change", ".drop input[type=file]", (_, input) => dropped(input.closest(".drop"), input));

// ---- Fragments -----------------------------------------------------------------------------------------

async function fetchDocument(url, signal) {
  const response = await fetch(url, { headers: { accept: "text/html" }, credentials: "same-origin", signal });
  if (!response.ok) throw new Error(`${response.status}`);
  return new DOMParser().parseFromString(await response.text(), "text/html");
}
function swap(old, fresh) {
  const focus = old.contains(document.activeElement) && document.activeElement.id;
  old.replaceWith(document.adoptNode(fresh));
  reveal(fresh);
  if (focus) document.getElementById(focus)?.focus();
}

// <section id="progress" data-poll="/…">: replaced until the answer carries data-done or no data-poll. What `data-then` names by its
// id is then taken afresh from the page itself.
function poll(element) {
  const seconds = Number(element.dataset.pollSeconds) || 2;
  let pause = seconds * 1000;
  const turn = async () => {
    if (!element.isConnected) return;
    if (document.hidden) return void document.addEventListener("visibilitychange", turn, { once: true });
    try {
      const answer = await fetchDocument(element.dataset.poll);
      const fresh = (element.id && answer.getElementById(element.id)) || $("[data-poll], [data-done]", answer);
      if (!fresh) return;
      swap(element, fresh);
      element = fresh;
      pause = seconds * 1000;
      if (fresh.hasAttribute("data-done")) {
        if (fresh.dataset.done) say(fresh.dataset.done);
        const shown = document.getElementById(fresh.dataset.then);
        const now = shown && (await fetchDocument(location.href)).getElementById(shown.id);
        if (now) swap(shown, now);
        return;
      }
      if (!fresh.dataset.poll) return;
    } catch {
      pause = Math.min(pause * 2, 60_000);
    }
    setTimeout(turn, pause);
  };
  setTimeout(turn, pause);
}

// <form method="get" data-live="results facets">: as you type; ids that the answer replaces.
for (const form of $$("form[data-live]")) {
  let timer, running;
  const refresh = async () => {
    running?.abort();
    running = new AbortController();
    const fields = [...new FormData(form)].filter(([, value]) => value !== "");
    const url = new URL(form.action);
    url.search = new URLSearchParams(fields);
    try {
      const answer = await fetchDocument(url, running.signal);
      for (const id of form.dataset.live.split(" ")) {
        const [old, fresh] = [document.getElementById(id), answer.getElementById(id)];
        if (old && fresh) swap(old, fresh);
      }
      document.title = answer.title;
      history.replaceState(null, "", url);
    } catch (error) {
      if (error.name !== "AbortError") form.submit();
    }
  };
  form.addEventListener("input", (event) => {
    form.dataset.typed = "yes";
    clearTimeout(timer);
    timer = setTimeout(refresh, event.target.matches("[type=search], [type=text]") ? 300 : 0);
  });
}

// <div data-try="/address" data-try-shows="id">: its fields, as you type, are tried at the address, which shows what comes of it.
for (const part of $$("[data-try]")) {
  let timer, running;
  part.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      running?.abort();
      running = new AbortController();
      const fields = $$("input[name]", part).map((field) => [field.name, field.value]);
      try {
        const answer = await fetchDocument(`${part.dataset.try}?${new URLSearchParams(fields)}`, running.signal);
        const [old, fresh] = [part.dataset.tryShows].flatMap((id) => [document.getElementById(id), answer.getElementById(id)]);
        if (old && fresh) swap(old, fresh);
      } catch {
        // The button does the same.
      }
    }, 300);
  });
}

// ---- Forms ---------------------------------------------------------------------------------------------

// <ul class="rows" data-rows> … <template>…</template>; __n__ in the template becomes the row's number.
function addRow(list) {
  const template = list && $("template", list.parentElement);
  if (!template) return false;
  const number = (list.dataset.next = (Number(list.dataset.next) || list.children.length) + 1);
  list.insertAdjacentHTML("beforeend", template.innerHTML.replaceAll("__n__", number));
  conditional();
  return true;
}
on("click", "[data-add-row]", (event, button) => {
  const list = document.getElementById(button.dataset.addRow);
  if (!addRow(list)) return;
  event.preventDefault();
  $("input, textarea", list.lastElementChild)?.focus();
  list.dispatchEvent(new Event("input", { bubbles: true }));
});
on("click", "[data-remove-row]", (event, button) => {
  const row = button.closest("li");
  const list = row?.parentElement;
  if (!list?.matches("[data-rows]")) return;
  event.preventDefault();
  const next = row.nextElementSibling ?? row.previousElementSibling;
  row.remove();
  ($("input, textarea", next ?? list) ?? $(`[data-add-row="${list.id}"]`))?.focus();
  const form = document.getElementById(list.id)?.closest("form");
  form?.dispatchEvent(new Event("input", { bubbles: true }));
});

// maxlength + data-count="{n} left" on the field
const count = (field) => {
  let output = field.parentElement.querySelector(":scope > .counter");
  if (!output) {
    output = Object.assign(document.createElement("span"), { className: "counter" });
    field.after(output);
  }
  output.textContent = field.dataset.count.replace("{n}", field.maxLength - field.value.length);
};
on("input", "[data-count][maxlength]", (_, field) => count(field));

// Unsaved changes
let unsaved = false;
on("input", "form[data-warn-unsaved]", () => (unsaved = true));
on("submit", "form:not(dialog form)", () => (unsaved = false));
addEventListener("beforeunload", (event) => unsaved && event.preventDefault());

// ---- The other language: this page as it stands, with its filters and what was typed ----------------------

const fields = () => $$("main form :is(input, select, textarea)[name]").filter((field) => !/^(hidden|file|password)$/.test(field.type));
const choosable = (field) => /^(checkbox|radio)$/.test(field.type);
const KEPT = "typed";
on("click", "a[rel=alternate][hreflang]", (event, link) => {
  const url = new URL(location.href);
  const live = $("form[data-live]");
  if (live?.dataset.typed) url.search = new URLSearchParams([...new FormData(live)].filter(([, value]) => value !== ""));
  url.searchParams.set("lang", link.hreflang);
  url.hash = "";
  link.href = url;
  if (event.ctrlKey || event.metaKey || event.shiftKey || live) return;
  const typed = fields().map((field) => [field.name, choosable(field) ? field.value : "", choosable(field) ? field.checked : field.value]);
  try {
    sessionStorage.setItem(KEPT, JSON.stringify({ path: location.pathname, typed }));
    unsaved = false;
  } catch {
    // No storage: then the browser asks about what was typed.
  }
});
function takeBack() {
  let kept;
  try {
    kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
    sessionStorage.removeItem(KEPT);
  } catch {
    return;
  }
  if (kept?.path !== location.pathname) return;
  // Rows that were added come back first.
  for (const list of $$("[data-rows]")) {
    const { name } = $("input, textarea", list) ?? {};
    const many = kept.typed.filter(([other]) => other === name).length;
    while (name && list.children.length < many && addRow(list));
  }
  const waiting = fields();
  for (const [name, value, state] of kept.typed) {
    const at = waiting.findIndex((field) => field.name === name && (!choosable(field) || field.value === value));
    if (at < 0) continue;
    const [field] = waiting.splice(at, 1);
    const before = choosable(field) ? field.checked : field.value;
    if (before === state) continue;
    if (choosable(field)) field.checked = state;
    else field.value = state;
    unsaved ||= field.form.matches("[data-warn-unsaved]");
    for (let box = field.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  }
}

// <option data-shows="id"> or an input with data-shows: the block is only visible while chosen.
const conditional = () => {
  for (const source of $$("[data-shows]")) {
    const block = document.getElementById(source.dataset.shows);
    if (block) block.hidden = !(source.checked ?? source.selected);
  }
};
document.addEventListener("change", conditional);

// ---- Tables with a choice of rows -----------------------------------------------------------------------

// <form data-select> th input[data-select-all]; td.tick input; [data-picked="{n} chosen"]
const picked = (form) => {
  const boxes = $$("td.tick input[type=checkbox]:not(:disabled)", form);
  const chosen = boxes.filter((box) => box.checked).length;
  const all = $("[data-select-all]", form);
  if (all) {
    all.checked = chosen > 0 && chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  }
  for (const label of $$("[data-picked]", form)) {
    const words = chosen === 1 && label.dataset.pickedOne ? label.dataset.pickedOne : label.dataset.picked;
    label.textContent = words.replace("{n}", chosen);
  }
};
on("change", "form[data-select]", (event, form) => {
  if (event.target.matches("[data-select-all]"))
    for (const box of $$("td.tick input[type=checkbox]:not(:disabled)", form)) box.checked = event.target.checked;
  picked(form);
});

// ---- The session is about to end ------------------------------------------------------------------------

// <dialog data-session="seconds left" data-warn="seconds before the end"> with a form that extends it; the answer says how many
// seconds are left then. Who closes the dialog has read it and isn't asked again.
const session = $("dialog[data-session]");
if (session) {
  const warn = Number(session.dataset.warn || 300) * 1000;
  let ends = Date.now() + Number(session.dataset.session) * 1000;
  let warned = false;
  const look = () => {
    // What was typed stays on the screen, also after the end.
    if (Date.now() >= ends && !unsaved) location.reload();
    else if (Date.now() >= ends - warn && !warned) {
      warned = true;
      session.showModal();
    }
  };
  setInterval(look, 15_000);
  document.addEventListener("visibilitychange", look);
  $("form", session)?.addEventListener("submit", async (event) => {
    const form = event.target;
    event.preventDefault();
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
      if (!answer.ok) throw new Error(`${answer.status}`);
      ends = Date.now() + Number(answer.headers.get("session-seconds")) * 1000;
      // Near the end of the day nothing more can be had: then one warning is enough.
      warned = Date.now() >= ends - warn;
      session.close();
    } catch {
      form.submit();
    }
  });
}

reveal(document);
takeBack();
conditional();
$$("[data-poll]").forEach(poll);
$$("[data-count][maxlength]").forEach(count);
$$("form[data-select]").forEach(picked);
$$(".drop").forEach((zone) => $("input[type=file]", zone) && dropped(zone, $("input[type=file]", zone)));
$(".errors")?.focus();
$("dialog[data-open]")?.showModal?.();
