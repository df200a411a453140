// A long text, each token on a tint of one measure of its row, under bars of the whole text in one line. The chosen
// token lives here; Python hears of one that is picked, and can impose one (data.imposed).

const MARKING = 4; // Pixels from which a press on the words is no click, but marks them to be copied.

const instances = new WeakMap();
// The last pick and measure of each strip, by its name: see head_atlas.js.
const picks = new Map();
const chosenMeasures = new Map();

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector(".strip");
  const box = parentElement.querySelector(".text");
  const canvas = parentElement.querySelector("canvas");
  if (!box || !data) return;
  const part = (name) => root.querySelector(`.${name}`);

  const state = instances.get(box) ?? {};
  instances.set(box, state);
  const count = data.tokens;

  const written = `${data.generated_from} ${data.text}`;
  const isNewText = state.written !== written;
  if (isNewText) {
    const tokens = writeText(box, data);
    Object.assign(state, { written, tokens, hovered: null, focused: false, cursor: 0, coloured: null, framed: null });
    box.scrollTop = 0;
  }
  const packed = data.measures.map((measure) => measure.bytes).join();
  if (state.packed !== packed) {
    state.packed = packed;
    state.bytes = data.measures.map((measure) => bytesOf(measure.bytes));
    state.coloured = null;
  }
  const imposed = JSON.stringify(data.imposed);
  const isImposed = state.imposed !== imposed;
  if (isImposed) {
    const pick = picks.get(data.name);
    state.imposed = imposed;
    state.selected = pick?.after === imposed ? pick.token : data.imposed.token;
    if (state.selected !== null) state.selected = clamp(state.selected, 0, count - 1);
  }
  const key = chosenMeasures.get(data.name);
  state.measure = Math.max(0, data.measures.findIndex((measure) => measure.key === key));

  const valueOf = (measure, token) => {
    const byte = state.bytes[measure][token];
    return byte === UNDEFINED ? data.undefined : (byte / (UNDEFINED - 1)).toFixed(2);
  };
  const describe = (token) => {
    const others = [...data.measures.keys()].filter((at) => at !== state.measure);
    const values = [state.measure, ...others].map((at) => `${data.measures[at].name} ${valueOf(at, token)}`);
    const text = state.tokens[token].textContent.replaceAll("\n", "");
    const short = [...text].length > 40 ? `${[...text].slice(0, 40).join("")}…` : text;
    const made = data.generated_from !== null && token >= data.generated_from ? ", generated" : "";
    return `Token ${whole(token + 1)} “${short}”${made}: ${values.join(" · ")}`;
  };
  const describeBar = (share) => {
    const columns = columnsOf(root.clientWidth, count);
    const [start, stop] = columnSpan(Math.min(Math.floor(share * columns), columns - 1), columns, count);
    if (stop - start === 1) return describe(start);
    const value = mean(state.bytes[state.measure].subarray(start, stop));
    const said = value === null ? data.undefined : `${value.toFixed(2)} on average`;
    return `Tokens ${whole(start + 1)}–${whole(stop)}: ${data.measures[state.measure].name} ${said}`;
  };
  const say = () => {
    const token = state.hovered ?? (state.focused ? state.cursor : null) ?? state.selected;
    const words = token === null ? `${whole(count)} tokens, counted from 1.` : describe(token);
    part("said").textContent = words;
  };

  const colour = (colours) => {
    const measure = data.measures[state.measure];
    const ends = [colours.page, colours.tints[measure.hue]];
    const coloured = `${state.measure} ${colours.name}`;
    if (state.coloured !== coloured) {
      state.coloured = coloured;
      const tints = Array.from({ length: UNDEFINED }, (_, byte) => `rgb(${colourAt(ends, byte / (UNDEFINED - 1)).join()})`);
      const bytes = state.bytes[state.measure];
      state.tokens.forEach((element, token) => {
        element.style.backgroundColor = tints[bytes[token]] ?? "";
        element.style.color = bytes[token] === UNDEFINED ? colours.grey : "";
      });
      box.style.backgroundColor = colours.page;
      box.style.color = colours.text;
      box.style.boxShadow = `inset 0 0 0 1px ${colours.masked}`;
    }
    part("low").textContent = measure.low;
    part("high").textContent = measure.high;
    part("ramp").style.background = `linear-gradient(to right, ${ends.join(", ")})`;
    part("ramp").style.boxShadow = `inset 0 0 0 1px ${colours.masked}`;
    part("undefined").textContent = state.bytes[state.measure].includes(UNDEFINED) ? `grey words: ${data.undefined}` : "";
    part("generated").style.display = data.generated_from === null ? "none" : "";
    canvas.setAttribute("aria-label", `${measure.name} of ${whole(count)} tokens, from the first to the last`);
    box.setAttribute("aria-label", `The text, ${whole(count)} tokens. Arrow keys move, Enter chooses a word's row.`);
    showChoices(part("choices"), data.measures.map((one) => one.name), state.measure, (at) => {
      state.measure = at;
      chosenMeasures.set(data.name, data.measures[at].key);
      draw();
    });
  };

  const frame = (colours) => {
    if (state.framed) state.framed.style.boxShadow = "";
    state.framed?.removeAttribute("aria-current");
    state.framed = state.selected === null ? null : state.tokens[state.selected];
    if (!state.framed) return;
    state.framed.style.boxShadow = `0 0 0 2px ${colours.accent}`;
    state.framed.setAttribute("aria-current", "true");
  };

  const drawLine = () => {
    const colours = coloursOf(root, data, state, setTriggerValue);
    const [top, high] = [box.scrollTop, box.clientHeight];
    const line = {
      bytes: state.bytes[state.measure],
      shown: box.scrollHeight > high ? [firstBelow(top, state.tokens), firstBelow(top + high, state.tokens)] : null,
      selected: state.selected,
      generatedFrom: data.generated_from,
      colour: colours.bars[data.measures[state.measure].hue],
    };
    drawBars(canvas, root.clientWidth, line, colours, getComputedStyle(root).getPropertyValue("--st-font"));
  };

  const draw = () => {
    if (!root.clientWidth) return;
    const colours = coloursOf(root, data, state, setTriggerValue);
    colour(colours);
    frame(colours);
    drawLine();
    say();
  };
  Object.assign(state, { draw, drawLine });

  // Scrolls the box alone, where scrollIntoView would scroll the page; only as far as needed unless to the middle.
  const show = (token, middle = false) => {
    const { offsetTop, offsetHeight } = state.tokens[token];
    const [top, bottom] = [box.scrollTop, box.scrollTop + box.clientHeight];
    if (!middle && offsetTop >= top && offsetTop + offsetHeight <= bottom) return;
    box.scrollTop = offsetTop + offsetHeight / 2 - box.clientHeight / 2;
  };

  const pick = (token) => {
    if (token === state.selected) return;
    state.selected = token;
    picks.set(data.name, { token, after: state.imposed });
    draw();
    setTriggerValue("picked", token);
  };

  // One token at a time can be reached with the Tab key, and the arrow keys move on from it.
  const focus = (token) => {
    const [last, next] = [state.tokens[state.cursor], state.tokens[token]];
    for (const attribute of ["tabindex", "role"]) last.removeAttribute(attribute);
    state.cursor = token;
    next.tabIndex = 0;
    next.setAttribute("role", "button");
    return next;
  };

  const tokenOf = (event) => {
    const token = event.target.closest?.("span")?.dataset.token;
    return token === undefined ? null : Number(token);
  };
  box.onpointerover = (event) => {
    state.hovered = tokenOf(event);
    say();
  };
  box.onpointerleave = () => {
    state.hovered = null;
    say();
  };
  box.onpointerdown = (event) => {
    state.pressed = [event.clientX, event.clientY];
  };
  box.onclick = (event) => {
    const token = tokenOf(event);
    const moved = Math.hypot(event.clientX - state.pressed[0], event.clientY - state.pressed[1]);
    if (token === null || moved > MARKING) return;
    focus(token);
    pick(token);
  };
  state.onfocus = (event) => {
    const token = tokenOf(event);
    state.focused = event.type === "focusin" && token !== null;
    if (state.focused) state.cursor = token;
    say();
  };
  box.onkeydown = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const enter = event.key === "Enter" || event.key === " ";
    const token = enter ? state.cursor : goal(event.key, state.cursor, state.tokens, box.clientHeight);
    if (token === null) return;
    event.preventDefault();
    state.hovered = null;
    if (enter) return pick(token);
    show(token);
    focus(token).focus({ preventScroll: true });
  };
  box.onscroll = () => {
    state.waiting ??= requestAnimationFrame(() => {
      state.waiting = null;
      state.drawLine();
    });
  };

  const place = (event) => (event.clientX - canvas.getBoundingClientRect().left) / root.clientWidth;
  const scrub = (event) => show(clamp(Math.floor(place(event) * count), 0, count - 1), true);
  canvas.onpointerdown = (event) => {
    if (!event.isPrimary || event.button) return;
    canvas.setPointerCapture(event.pointerId);
    state.scrubbing = true;
    scrub(event);
  };
  canvas.onpointermove = (event) => {
    if (state.scrubbing) scrub(event);
    part("said").textContent = describeBar(clamp(place(event), 0, 1));
  };
  canvas.onpointerup = canvas.onpointercancel = () => {
    state.scrubbing = false;
  };
  canvas.onpointerleave = say;

  if (isNewText) focus(state.selected ?? 0);
  draw();
  if ((isImposed || isNewText) && state.selected !== null) show(state.selected, true);
  if (!state.observer) {
    box.addEventListener("focusin", (event) => state.onfocus(event));
    box.addEventListener("focusout", (event) => state.onfocus(event));
  }
  // This runs again for new data, its cleanup only at the end: an observer left over would draw the old text.
  state.observer?.disconnect();
  state.observer = new ResizeObserver(() => state.draw());
  state.observer.observe(root);
  return () => state.observer.disconnect();
}
