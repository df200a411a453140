// What stands in a box and has not been sent: it is noted with every letter, and put back into the box once a session
// that knows nothing of it has drawn the page. A box is known by the key of its widget.

const BOXES = "textarea, input:not([type]), input[type=text], input[type=number]";
const A_MOMENT_MS = 200;
const TRIES = 3; // A page that writes something else into the box every time has its way.

function watchTyping() {
  let timer;
  const flush = () => {
    clearTimeout(timer);
    if (memory.typed) write("sessionStorage", TYPED, JSON.stringify(memory.typed));
  };
  document.addEventListener(
    "input",
    (event) => {
      const box = event.target;
      const name = nameOf(box);
      if (!name || !event.isTrusted) return;
      if (memory.typed?.page !== location.pathname) memory.typed = { page: location.pathname, boxes: {} };
      // What is in a box that opens and closes is there though it cannot be seen.
      const isFolded = Boolean(box.closest("[data-testid=stPopoverBody]"));
      memory.typed.boxes[name] = { text: box.value, isFolded, isLeft: false };
      if (memory.waiting) delete memory.waiting[name];
      clearTimeout(timer);
      timer = setTimeout(flush, A_MOMENT_MS);
    },
    true,
  );
  const leave = (event) => {
    const noted = memory.typed?.boxes[nameOf(event.target)];
    // A box that is drawn anew loses its focus too: that is not to leave it.
    if (noted) setTimeout(() => (noted.isLeft ||= event.target.isConnected));
  };
  document.addEventListener("focusout", leave, true);
  window.addEventListener("pagehide", flush);
  // A box in something that is folded away comes when it is opened.
  new MutationObserver(() => {
    if (memory.waiting) afterRun();
  }).observe(document.body, { childList: true, subtree: true });
}

// What was typed at this place before the page was loaded, or the session lost; nothing at a place that was gone to.
function typedHere(isGoingOn) {
  if (!isGoingOn && !memory.typed) write("sessionStorage", TYPED, null);
  memory.typed ??= parsed(TYPED) ?? undefined;
  const boxes = Object.entries(memory.typed?.boxes ?? {});
  if (!isGoingOn || memory.typed?.page !== location.pathname || boxes.length === 0) return undefined;
  return Object.fromEntries(boxes);
}

function fillIn() {
  if (!memory.waiting || memory.session !== memory.component.data.session) return;
  const waiting = memory.waiting;
  for (const box of document.querySelectorAll(BOXES)) {
    const name = nameOf(box);
    const noted = waiting[name];
    if (!noted || box.disabled) continue;
    delete waiting[name];
    if (typeof noted.text !== "string" || box.value === noted.text) continue;
    if (noted.isTorn && document.activeElement === document.body) box.focus();
    const tries = (noted.tries ?? 0) + 1;
    memory.typed.boxes[name] = { ...noted, isLeft: tries >= TRIES, tries };
    put(box, noted.text);
  }
  if (Object.keys(waiting).length === 0) memory.waiting = undefined;
}

// As if it had been typed, and left.
function put(box, text) {
  const kind = box.tagName === "TEXTAREA" ? HTMLTextAreaElement : HTMLInputElement;
  Object.getOwnPropertyDescriptor(kind.prototype, "value").set.call(box, text);
  box.dispatchEvent(new Event("input", { bubbles: true }));
  if (box !== document.activeElement) box.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
}

// Forgets what the page holds by now, and what its box no longer shows: unless the box was drawn anew while it was typed
// in, which puts the text back.
function dropTyped() {
  if (!memory.typed || memory.typed.page !== location.pathname) return;
  const page = Object.values(memory.component.data.choices).flatMap((chosen) => Object.values(chosen));
  const shown = {};
  for (const box of document.querySelectorAll(BOXES)) {
    const name = nameOf(box);
    if (name) shown[name] = box.value;
  }
  let isChanged = false;
  for (const [name, { text, isFolded, isLeft }] of Object.entries(memory.typed.boxes)) {
    if (memory.waiting && name in memory.waiting) continue;
    const isGone = name in shown ? shown[name] !== text : !isFolded;
    if (!isGone && !page.includes(text)) continue;
    if (isGone && name in shown && !isLeft) {
      memory.waiting = { ...memory.waiting, [name]: { ...memory.typed.boxes[name], isTorn: true } };
      continue;
    }
    delete memory.typed.boxes[name];
    isChanged = true;
  }
  if (isChanged) write("sessionStorage", TYPED, JSON.stringify(memory.typed));
  if (memory.waiting) fillIn();
}

// The key of the widget of a box, without the number of those that it has replaced; undefined for a box of something else.
function nameOf(box) {
  if (!box.matches?.(BOXES) || box.getAttribute("role") === "combobox") return undefined;
  const holder = box.closest("[class*=st-key-]");
  const key = [...(holder?.classList ?? [])].find((name) => name.startsWith("st-key-"));
  return key?.replace(/--\d+-$/, "");
}
