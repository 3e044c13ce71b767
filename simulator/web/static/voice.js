// Speaking and listening, where the browser can. Both are off until somebody presses the button.

const Recognition = window.SpeechRecognition ?? window.webkitSpeechRecognition;

export function prepareVoice(say) {
  prepareSpeaking();
  if (Recognition) prepareListening(say);
}

export function heard(lines) {
  if (!speaking()) return;
  for (const [words, locale] of lines) {
    const utterance = new SpeechSynthesisUtterance(words);
    utterance.lang = locale;
    speechSynthesis.speak(utterance);
  }
}

function speaking() {
  return document.getElementById("aloud")?.getAttribute("aria-pressed") === "true";
}

function prepareSpeaking() {
  const button = document.getElementById("aloud");
  if (!("speechSynthesis" in window)) return;
  button.hidden = false;
  button.setAttribute("aria-pressed", String(remembered() === "yes"));
  button.addEventListener("click", () => {
    const on = !speaking();
    button.setAttribute("aria-pressed", String(on));
    remember(on ? "yes" : "no");
    if (!on) speechSynthesis.cancel();
  });
}

function prepareListening(say) {
  const button = document.getElementById("listen");
  const recognition = new Recognition();
  let listening = false;
  button.hidden = false;
  button.title = "Your browser recognises the words; some browsers ask a service of their maker.";
  button.addEventListener("click", () => {
    if (listening) return recognition.stop();
    if ("speechSynthesis" in window) speechSynthesis.cancel();
    recognition.lang = document.getElementById("device-drawn").dataset.locale;
    recognition.start();
  });
  recognition.addEventListener("start", () => pressed((listening = true)));
  recognition.addEventListener("end", () => pressed((listening = false)));
  recognition.addEventListener("result", (event) => say(event.results[0][0].transcript));
  const pressed = (on) => button.setAttribute("aria-pressed", String(on));
}

// A browser may refuse to remember; then the button starts as it was drawn.
function remembered() {
  try {
    return localStorage.getItem("speak-answers");
  } catch {
    return null;
  }
}

function remember(value) {
  try {
    localStorage.setItem("speak-answers", value);
  } catch {
    // Nothing is lost but a convenience.
  }
}
