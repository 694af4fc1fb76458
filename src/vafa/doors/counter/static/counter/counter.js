// The counter with scripts: products are tapped, units are estimated, and a form that was not answered is kept.
// Without them every form is an ordinary form.

const SLOW_MS = 3000, LONGEST_MS = 20000, PAUSE_MS = 250, HOLD_MS = 500;
const root = document.documentElement;
const page = () => document.querySelector("main.counter");
const one = (selector, within = page()) => within?.querySelector(selector);
const all = (selector, within = page()) => [...(within?.querySelectorAll(selector) ?? [])];
root.classList.add("scripted");

function limit() {
  const control = new AbortController();
  setTimeout(() => control.abort(), LONGEST_MS);
  return control.signal;
}

// Digits as the page writes them

const persian = root.lang === "fa";
const latin = (text) => text.replace(/[۰-۹]/g, (d) => d.charCodeAt() - 0x6f0).replace(/[٠-٩]/g, (d) => d.charCodeAt() - 0x660);
const local = (text) => persian ? String(text).replace(/\d/g, (d) => "۰۱۲۳۴۵۶۷۸۹"[d]) : String(text);
// As the server reads it: the last sign is the decimal one where there are both, or before one or two digits
const pointed = (text) => {
  const bare = latin(text).replace(/[\s٬،_]/g, "").replace("٫", ".");
  if (bare.includes(",") && bare.includes(".")) {
    const at = Math.max(bare.lastIndexOf(","), bare.lastIndexOf("."));
    return `${bare.slice(0, at).replace(/[,.]/g, "")}.${bare.slice(at + 1)}`;
  }
  return /^[^,]*,\d{1,2}$/.test(bare) ? bare.replace(",", ".") : bare.replace(/,/g, "");
};
const grouped = (text) => {
  const [whole, ...rest] = latin(text).replace(/[\s,٬،_]/g, "").replace("٫", ".").split(".");
  if (!/^\d+$/.test(whole)) return text;
  const separated = whole.replace(/\B(?=(\d{3})+$)/g, page().dataset.group);
  return local(separated + (rest.length ? (persian ? "٫" : ".") + rest.join("") : ""));
};

// The network

function net(online) {
  const badge = one("[data-net]");
  if (!badge) return;
  badge.dataset.on ??= badge.textContent;
  badge.textContent = online ? badge.dataset.on : badge.dataset.off;
  badge.classList.toggle("off", !online);
}
addEventListener("online", () => net(true));
addEventListener("offline", () => net(false));

// What was typed is kept until it is answered, with the reference it was sent under

const slot = (form) => `counter:${new URL(form.action).pathname}:${form.dataset.keep}`;

function keep(form) {
  if (!form.dataset.keep) return;
  const fields = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
  try { sessionStorage.setItem(slot(form), JSON.stringify(fields)) } catch { /* storage is closed: the page itself still keeps it */ }
}

function forget(form) {
  try { if (form.dataset.keep) sessionStorage.removeItem(slot(form)) } catch { /* as above */ }
}

function kept(form) {
  try { return JSON.parse(sessionStorage.getItem(slot(form))) } catch { return null }
}

function restore() {
  const form = one("form[data-keep]"), fields = form && kept(form);
  if (!fields) return;
  for (const [name, value] of fields) {
    for (const field of all(`[name="${CSS.escape(name)}"]`, form)) {
      if (field.type === "checkbox" || field.type === "radio") field.checked = field.value === value;
      else field.value = value;
    }
  }
  say(form, page().dataset.kept);
}

function say(form, text) {
  const note = one("[data-sending]", form) ?? one("[data-sending]");
  if (note) { note.textContent = text; note.hidden = !text }
}

// Sending: the button is busy and keeps its label, a second tap is not heard, a lost answer loses nothing

async function send(form, button) {
  if (form.dataset.busy) return;
  form.dataset.busy = "yes";
  hush();
  const body = new FormData(form);
  if (button?.name) body.append(button.name, button.value);
  button?.setAttribute("aria-busy", "true");
  say(form, "");
  keep(form);
  const slow = setTimeout(() => say(form, page().dataset.slow), SLOW_MS);
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Counter": "1" }, signal: limit() });
    if (answer.status >= 500) throw new Error("the server failed");
    const html = await answer.text();
    net(true);
    show(html, answer, form);
  } catch (error) {
    if (!(error instanceof TypeError) && error.name !== "AbortError" && error.message !== "the server failed") throw error;
    net(false);
    say(form, page().dataset.failed);
    navigator.vibrate?.(200);
  } finally {
    clearTimeout(slow);
    delete form.dataset.busy;
    button?.removeAttribute("aria-busy");
  }
}

function show(html, answer, form) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  const main = one("main.counter", fresh);
  if (!main) { location.assign(answer.url); return }
  // Asked for the PIN first: what was typed is not answered yet.
  if (main.dataset.page !== "pin") forget(form);
  hush();
  page().replaceWith(document.adoptNode(main));
  document.title = fresh.title;
  if (answer.redirected) history.pushState({}, "", answer.url);
  begin();
  scrollTo(0, 0);
  if (answer.status === 422) navigator.vibrate?.(100);
  const next = one('[aria-invalid="true"]') ?? one("[autofocus]") ?? one("h1");
  if (next?.matches("h1")) next.tabIndex = -1;
  next?.focus();
}

addEventListener("popstate", () => location.reload());
addEventListener("pageshow", (event) => { if (event.persisted) for (const form of all("form")) delete form.dataset.busy });

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.closest("main.counter") || form.hasAttribute("data-plain")) return;
  event.preventDefault();
  send(form, event.submitter);
});

// Products

const input = (fav) => fav.querySelector("input");
const countOf = (fav) => Number(latin(input(fav).value)) || 0;

function draw(fav) {
  const count = countOf(fav), more = fav.querySelector(".more");
  more.setAttribute("aria-pressed", String(count > 0));
  more.querySelector(".count").hidden = !count;
  more.querySelector(".count b").textContent = local(count);
  fav.querySelector(".less").hidden = !count;
}

function tap(fav, step) {
  const count = Math.min(Math.max(countOf(fav) + step, 0), Number(fav.dataset.most));
  input(fav).value = count || "";
  draw(fav);
  const amount = one("[data-basket] input");
  if (amount) {
    const sum = all(".fav").reduce((total, each) => total + countOf(each) * Number(each.dataset.price), 0);
    amount.value = sum ? grouped(String(Math.round(sum * 1000) / 1000)) : "";
  }
  changed(fav.closest("form"));
}

let held = 0;
document.addEventListener("pointerdown", (event) => {
  const fav = event.target.closest?.(".more")?.parentElement;
  clearTimeout(held);
  if (fav) held = setTimeout(() => { fav.dataset.held = "yes"; tap(fav, -1) }, HOLD_MS);
});
for (const name of ["pointerup", "pointercancel", "scroll"]) addEventListener(name, () => clearTimeout(held), { passive: true });
document.addEventListener("contextmenu", (event) => { if (event.target.closest?.(".more")) event.preventDefault() });
document.addEventListener("click", (event) => {
  const button = event.target.closest?.(".more, .less");
  if (button) {
    const fav = button.parentElement;
    // A long press has counted down already.
    if (fav.dataset.held) delete fav.dataset.held;
    else tap(fav, button.matches(".more") ? 1 : -1);
  }
  if (event.target.closest?.("[data-scan]")) scan();
});

document.addEventListener("input", (event) => {
  const field = event.target, form = field.closest("main.counter form");
  if (!form) return;
  if (field.id === "amount") regroup(field, event.inputType === "insertFromPaste");
  if (field.name === "who") one("#pin")?.focus();
  changed(form, field.name === "receipt");
});

// A comma that was just typed at the end begins the fraction, where the currency has one; the others part thousands
function regroup(field, pasted) {
  const atEnd = field.selectionStart === field.value.length;
  if (!atEnd) return;
  const typed = pasted ? pointed(field.value) : field.value;
  field.value = grouped(page().dataset.places > 0 ? typed.replace(/,$/, ".") : typed);
}

// What it would earn, or what would go back: asked a moment after the last change, only the last answer counts

let pause = 0, asked = 0;
function hush() {
  clearTimeout(pause);
  asked += 1;
}

function changed(form, whole = false, same = false) {
  const ask = form.hasAttribute("data-preview") ? () => preview(form, whole) : one("[data-estimate]", form) ? () => estimate(form) : null;
  if (!ask) return;
  hush();
  const verb = one("[data-verb]", form);
  if (verb && !same) verb.textContent = verb.dataset.verb;
  pause = setTimeout(ask, PAUSE_MS);
}

async function ask(url, read) {
  const mine = asked;
  try {
    const answer = await fetch(url, { signal: limit() });
    if (!answer.ok || answer.redirected) return;
    const body = await answer[read]();
    if (mine !== asked) return;
    net(true);
    return body;
  } catch { if (mine === asked) net(false) }
}

const query = (form) => new URLSearchParams([...new FormData(form)].filter(([name, value]) => value && (["amount", "receipt", "seen"].includes(name) || name.startsWith("n_"))));

async function estimate(form) {
  const told = await ask(`${one("[data-estimate]", form).dataset.estimate}?${query(form)}`, "json");
  if (!told) return;
  one("[data-words]", form).textContent = told.words;
  one("[data-fault]", form).textContent = told.fault;
  one("#amount", form).toggleAttribute("aria-invalid", false);
  if (told.fault) one("#amount", form).setAttribute("aria-invalid", "true");
  one("[data-verb]", form).textContent = told.verb;
  const row = one("[data-units-row]", form);
  if (row) {
    row.hidden = !told.units.length;
    one("[data-units]", row).replaceChildren(...told.units.map((text) => Object.assign(document.createElement("bdi"), { textContent: text, dir: root.dir })));
  }
}

async function preview(form, whole) {
  const html = await ask(`${form.action}?${query(form)}`, "text");
  if (!html) return;
  const fresh = new DOMParser().parseFromString(html, "text/html");
  const reference = one('[name="reference"]', form).value;
  if (whole) { page().replaceWith(document.adoptNode(one("main.counter", fresh))); begin(); one("input[name=receipt]:checked")?.focus() }
  else for (const part of ["#preview", "#verb"]) one(part).replaceWith(document.adoptNode(one(part, fresh)));
  one('[name="reference"]').value = reference;
}

// A card before the camera, where the browser can read one

async function scan() {
  const video = one("video.scan");
  const reader = new BarcodeDetector({ formats: await BarcodeDetector.getSupportedFormats() });
  let stream;
  try { stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } }) } catch { one("#shown").focus(); return }
  video.srcObject = stream;
  video.hidden = false;
  await video.play();
  const until = Date.now() + LONGEST_MS;
  let found = "";
  while (!found && video.isConnected && Date.now() < until) {
    found = (await reader.detect(video).catch(() => []))[0]?.rawValue ?? "";
    await new Promise((next) => setTimeout(next, 120));
  }
  for (const track of stream.getTracks()) track.stop();
  video.hidden = true;
  if (found) { one("#shown").value = found; one("#shown").form.requestSubmit() } else one("#shown")?.focus();
}

function begin() {
  for (const fav of all(".fav")) {
    fav.classList.add("live");
    fav.querySelector(".more").hidden = false;
    draw(fav);
  }
  const button = one("[data-scan]");
  if (button) button.hidden = !("BarcodeDetector" in window && navigator.mediaDevices);
  restore();
  for (const fav of all(".fav")) draw(fav);
  const amount = one("#amount");
  if (amount?.value) { amount.value = grouped(pointed(amount.value)); changed(amount.form, false, true) }
  net(navigator.onLine);
}

begin();
