// Sends the page's own forms without leaving it, and puts the parts that changed in their places.
// Everything works without this, only with a reload at each step.

import { heard, prepareVoice } from "./voice.js";

const opened = new Map();
const wide = window.matchMedia("(min-width: 70rem)");
const underWay = new Set();
let last = Promise.resolve();

document.documentElement.classList.add("js");

// One order after the other, as they were given; the same one again, while it is under way, is a double click.
function send(form, submitter) {
  const body = new FormData(form, submitter);
  if (form.id === "say-form" && !String(body.get("line")).trim()) return;
  if (form.hasAttribute("data-resets") && body.get("line") === "") return;
  const words = new URLSearchParams([...body].filter(([, value]) => typeof value === "string"));
  const same = `${form.action}?${words}`;
  if (underWay.has(same)) return;
  underWay.add(same);
  const file = form.enctype === "multipart/form-data";
  const told = ask(form.action, { method: "POST", body: file ? body : words });
  told.finally(() => underWay.delete(same)).then(() => {
    if (form.hasAttribute("data-resets")) form.reset();
    if (form.action.endsWith("/load")) document.getElementById("play-next")?.focus();
  });
}

function ask(address, request) {
  document.body.setAttribute("aria-busy", "true");
  const turn = (last = last.catch(() => {}).then(() => fetched(address, request)));
  return turn.finally(() => {
    if (turn === last) document.body.removeAttribute("aria-busy");
  });
}

async function fetched(address, request = {}) {
  let answer, text;
  try {
    answer = await fetch(address, request);
    text = await answer.text();
  } catch {
    return announce("The simulator does not answer. Is it still running in its terminal?", true);
  }
  show(new DOMParser().parseFromString(text, "text/html"), answer.url);
}

function show(fresh, address) {
  const stumble = fresh.querySelector("main#error p");
  if (stumble) return announce(stumble.textContent, true);
  const lines = document.querySelectorAll(".said li").length;
  const focused = document.activeElement;
  const kept = focused?.id;
  for (const part of fresh.querySelectorAll("[data-part]")) replace(part);
  const say = document.getElementById("say");
  const draft = fresh.getElementById("say")?.dataset.draft ?? "";
  if (say.value === say.dataset.sent || draft) say.value = draft;
  if (focused && !focused.isConnected) refocus(kept);
  tell(lines);
  const now = new URL(address);
  if (now.pathname.split("/").length === 3) history.replaceState(null, "", now.pathname + now.search);
  remember();
}

function replace(part) {
  const old = document.getElementById(part.id);
  if (!old || old.isEqualNode(part)) return;
  for (const details of part.querySelectorAll("details[data-key]")) {
    if (opened.has(details.dataset.key)) details.open = opened.get(details.dataset.key);
  }
  if (part.id === "script-now" && document.activeElement?.id === "script-text") return;
  old.replaceWith(document.adoptNode(part));
}

function refocus(id) {
  const say = document.getElementById("say");
  const near = (id && document.getElementById(id)) || document.getElementById("play-next") || say;
  // Where fingers type, the keyboard would cover the answer.
  if (near !== say || !window.matchMedia("(pointer: coarse)").matches) near.focus({ preventScroll: true });
}

function tell(before) {
  const lines = [...document.querySelectorAll(".said li")];
  const fresh = lines.length >= before ? lines.slice(before) : [];
  scrollToLast();
  if (!fresh.length) return;
  announce(fresh.filter((line) => !line.matches(".customer")).map((line) => line.innerText.trim()).join(". "));
  heard(fresh.filter((line) => line.dataset.aloud).map((line) => [line.dataset.aloud, line.dataset.locale]));
}

// The welcome is read from its beginning.
function scrollToLast() {
  const box = document.getElementById("conversation");
  if (document.querySelector(".said li")) box.scrollTop = box.scrollHeight;
}

function announce(words, visibly = false) {
  document.getElementById("announcer").textContent = words;
  if (!visibly) return;
  const notice = document.createElement("p");
  notice.className = "notice";
  notice.textContent = words;
  document.getElementById("conversation").append(notice);
  notice.scrollIntoView({ block: "nearest" });
}

document.addEventListener("submit", (event) => {
  event.preventDefault();
  const say = document.getElementById("say");
  if (event.target.id === "say-form") say.dataset.sent = say.value;
  send(event.target, event.submitter);
});

// Each answer may put another button where the last one was: neither the second click of a double click nor a key
// that is held down was meant for it.
let meant = "";
document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  const order = button ? button.name + button.value + button.id.replace(/-\d+$/, "") : "";
  if (button && event.detail > 1 && order !== meant) event.preventDefault();
  else meant = order;
});
document.addEventListener("keydown", (event) => {
  if (event.repeat && event.key === "Enter" && event.target.closest("button")) event.preventDefault();
});

// A select that is worked with the arrow keys passes over values that nobody wants: wait until it is left.
let byKeys = null;
document.addEventListener("keydown", (event) => {
  const choosing = event.target.matches?.("select[data-at-once]");
  byKeys = choosing ? event.target : byKeys;
  if (choosing && event.key === "Enter") commit(event.target);
});
document.addEventListener("pointerdown", () => (byKeys = null));
document.addEventListener("change", (event) => {
  const select = event.target;
  if (!select.matches?.("select[data-at-once]")) return;
  select.dataset.waiting = "yes";
  if (byKeys !== select) commit(select);
});
document.addEventListener("focusout", (event) => {
  if (event.target.matches?.("select[data-at-once]")) commit(event.target);
});
function commit(select) {
  if (!select.dataset.waiting) return;
  delete select.dataset.waiting;
  select.form.requestSubmit();
}

document.addEventListener("click", (event) => {
  const summary = event.target.closest("details[data-key] > summary");
  if (summary) opened.set(summary.parentElement.dataset.key, !summary.parentElement.open);
  const look = event.target.closest('a[href*="/visit/"][href*="at="]');
  if (!look || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  ask(look.href.replace(/#.*/, "")).then(() => {
    if (!wide.matches) document.getElementById("developer").scrollIntoView();
  });
});

document.addEventListener("click", async (event) => {
  const link = event.target.closest("#script-link");
  if (!link) return;
  const script = document.getElementById("script-text").value;
  const address = `${link.dataset.home}?script=${encodeURIComponent(script)}`;
  const said = document.getElementById("script-said");
  if (address.length > 30000) return void (said.textContent = "Too long for a link: download it instead.");
  try {
    await navigator.clipboard.writeText(address);
    said.textContent = "Copied. It opens on any machine where the simulator runs at this port.";
  } catch {
    said.textContent = address;
  }
});

// What was said before, with the arrow keys.
document.getElementById("say").addEventListener("keydown", (event) => {
  if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
  const lines = document.getElementById("script-text").defaultValue.split("\n").filter((line) => line && !line.startsWith("#"));
  if (!lines.length) return;
  event.preventDefault();
  const box = event.target;
  const step = event.key === "ArrowUp" ? -1 : 1;
  const place = Math.min(lines.length, Math.max(0, Number(box.dataset.place ?? lines.length) + step));
  box.dataset.place = place;
  box.value = lines[place] ?? "";
});
document.addEventListener("submit", () => delete document.getElementById("say").dataset.place);

function fold() {
  document.querySelector("details.stage").open = wide.matches;
}
wide.addEventListener("change", fold);
fold();

// The server forgets when it is started anew; this window remembers what was said in it.
function remember() {
  try {
    const lost = document.getElementById("lost");
    if (!lost) sessionStorage.setItem(location.pathname, document.getElementById("script-text").defaultValue);
    else document.getElementById("bring-back").hidden = !sessionStorage.getItem(location.pathname);
  } catch {
    // Nothing can be brought back then.
  }
}
remember();
document.addEventListener("click", (event) => {
  if (!event.target.closest("#bring-back")) return;
  document.getElementById("script-text").value = sessionStorage.getItem(location.pathname);
  document.querySelector("#script-now [name=fresh]").checked = true;
  document.getElementById("script-load").click();
});

prepareVoice((words) => {
  const say = document.getElementById("say");
  say.value = words;
  document.getElementById("say-form").requestSubmit();
});
scrollToLast();
