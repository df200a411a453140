// What a visitor chose and typed, kept by the browser for a session that knows nothing of it: after a reload, a line that
// was down too long, or a server that was started anew. The tab keeps the choices of every page and what is half typed,
// so that two tabs keep their own; the browser keeps the progress for all of them. What comes back is checked by Python.

const TAB = "headlight choices";
const ADDRESS = "headlight address";
const TYPED = "headlight typed";
const PROGRESS = "headlight progress";
const STATES = ["data-test-connection-state", "data-test-script-state"];

// For the whole life of the document: a change of pages draws the component anew.
const memory = (window.headlightDrafts ??= { kept: {}, waiting: undefined, typed: undefined });

export default function (component) {
  const { data, parentElement } = component;
  if (!data) return;
  takeNoRoom(parentElement);
  memory.component = component;
  watch();
  const tab = parsed(TAB);
  if (data.taken === 0 && tab !== null && tab.session !== data.session) {
    if (memory.told !== data.session) bring();
    memory.told = data.session;
    return;
  }
  save(data, tab);
}

// An element without anything to see is no gap at the top of the page.
function takeNoRoom(parentElement) {
  const box = (parentElement.host ?? parentElement).closest("[data-testid=stElementContainer]");
  if (box) box.style.position = "absolute";
}

// What is kept goes to Python, with the session that it is of: the one that asks needs no choices of its own.
function bring() {
  memory.seen = read(PROGRESS);
  memory.component.setTriggerValue("brought", {
    ...(parsed(TAB) ?? {}),
    address: read(ADDRESS) ?? "",
    progress: parsed(PROGRESS) ?? {},
  });
}

function save(data, tab) {
  const isFirst = memory.session !== data.session;
  memory.session = data.session;
  memory.problem = undefined;
  const isForgotten = data.forgotten && ![memory.forgotten, parsed(PROGRESS)?.forgotten].includes(data.forgotten);
  memory.forgotten = data.forgotten;
  if (isForgotten) {
    memory.typed = memory.waiting = undefined;
    write("sessionStorage", TYPED, null);
    memory.seen = read(PROGRESS);
  }
  write("sessionStorage", TAB, JSON.stringify({ session: data.session, choices: data.choices }));
  const isGoingOn = tab !== null && read(ADDRESS) === memory.came;
  write("sessionStorage", ADDRESS, here());
  if (isFirst) {
    memory.waiting = typedHere(isGoingOn);
    afterRun(); // The run may have ended before its data came here.
  }
  const progress = read(PROGRESS);
  if (progress !== null && progress !== memory.seen) {
    bring();
  } else if (data.progress || progress !== null) {
    memory.seen = JSON.stringify({ file: data.progress, forgotten: data.forgotten });
    write("localStorage", PROGRESS, memory.seen);
  }
  tell(data);
}

// Python says in one line that the browser keeps nothing, once it hears of it.
function tell(data) {
  const problem = memory.problem ?? "";
  if (problem !== data.problem && memory.toldProblem !== problem) {
    memory.toldProblem = problem;
    memory.component.setTriggerValue("problem", problem || "none");
  }
}

function watch() {
  if (memory.watching) return;
  memory.watching = true;
  memory.came = here();
  const app = document.querySelector("[data-testid=stApp]");
  if (!app) return;
  let wasConnected = true;
  new MutationObserver(() => {
    const isConnected = app.dataset.testConnectionState === "CONNECTED";
    if (isConnected && !wasConnected) {
      // The session may be another one by now: it is told before the first click, and nothing is dropped until it answers.
      noteAddress();
      memory.came = here();
      bring();
      memory.session = undefined;
    }
    wasConnected = isConnected;
    afterRun();
  }).observe(app, { attributes: true, attributeFilter: STATES });
  window.addEventListener("pagehide", noteAddress);
  watchTyping();
}

// A moment later, since a box takes the text that the run has set after the run has ended.
function afterRun() {
  clearTimeout(memory.settling);
  memory.settling = setTimeout(() => {
    if (!isIdle() || memory.session !== memory.component.data.session) return;
    noteAddress();
    fillIn();
    dropTyped();
  }, A_MOMENT_MS);
}

// Where the visitor is goes with what is kept: it tells a page that is loaded again from a link to something else.
function noteAddress() {
  if (memory.session) write("sessionStorage", ADDRESS, here());
}

function isIdle() {
  const app = document.querySelector("[data-testid=stApp]");
  return app?.dataset.testConnectionState === "CONNECTED" && app.dataset.testScriptState === "notRunning";
}

function here() {
  return location.pathname + location.search;
}

function read(name) {
  for (const kind of ["sessionStorage", "localStorage"]) {
    try {
      const found = window[kind].getItem(name);
      if (found !== null) return found;
    } catch {
      memory.problem = "closed";
    }
  }
  return memory.kept[name] ?? null;
}

// What cannot be stored is remembered for as long as the page is open: a server that was started anew gets it back.
function write(kind, name, text) {
  if (text === null) delete memory.kept[name];
  else memory.kept[name] = text;
  try {
    if (text === null) window[kind].removeItem(name);
    else if (window[kind].getItem(name) !== text) window[kind].setItem(name, text);
  } catch (error) {
    memory.problem = error.name === "QuotaExceededError" ? "full" : "closed";
    try {
      window[kind].removeItem(name);
    } catch {
      // Closed for reading too: there is nothing old in it.
    }
  }
}

function parsed(name) {
  try {
    return JSON.parse(read(name) ?? "null");
  } catch {
    return null;
  }
}
