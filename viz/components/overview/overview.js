// One head of a long text, pooled: queries down, keys across. The visitor drags a window of tokens, clicks, or moves one
// with the keyboard. The window lives here; Python hears of one that is opened, and can impose one (data.imposed).

const CLICK = 4; // Pixels that a hand moves in a click.

const instances = new WeakMap();
// The last window and picture of each overview, by its name: see head_atlas.js.
const picks = new Map();
const chosenPictures = new Map();

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector(".overview");
  const canvas = parentElement.querySelector("canvas");
  if (!canvas || !data) return;
  const part = (name) => root.querySelector(`.${name}`);

  const state = instances.get(canvas) ?? {};
  instances.set(canvas, state);
  const imposed = JSON.stringify(data.imposed);
  if (state.imposed !== imposed) {
    const pick = picks.get(data.name);
    Object.assign(state, { imposed, pending: null, drag: null, clamped: false });
    state.window = pick?.after === imposed ? pick.window : data.imposed.window;
  }
  const packed = data.pictures.map((picture) => picture.pixels).join();
  if (state.packed !== packed) {
    Object.assign(state, { packed, pixels: null, drawn: null, hovered: null });
    Promise.all(data.pictures.map((picture) => unpack(picture.pixels))).then((pixels) => {
      if (state.packed !== packed) return;
      state.pixels = pixels;
      state.draw();
    });
  }
  state.chosen = Math.min(chosenPictures.get(data.name) ?? 0, data.pictures.length - 1);
  const limit = `at most ${whole(data.most)} x ${whole(data.most)} tokens`;

  const say = () => {
    const { drag, pending, hovered, window, clamped } = state;
    const describe = (shown) => describeWindow(shown, data.mini ? "\n" : " ");
    const open = window ? `${data.mini ? "" : "Open: "}${describe(window)}` : "No window is open.";
    let words = clamped ? `${open}, the middle of what was drawn (${limit})` : open;
    if (drag) words = describe(drag.window) + (drag.clamped ? `: the middle of what you draw, ${limit}` : "");
    else if (pending) words = describe(pending) + (data.mini ? "" : ": Enter opens it, Escape leaves it");
    else if (hovered) {
      const at = hovered[0] * data.side[1] + hovered[1];
      words = describeCell(data, hovered, state.pixels.map((pixels) => pixels[at]));
    }
    part("said").textContent = words;
    const what = `${data.mini ? "Map" : "Overview"} of ${whole(data.queries)} queries and ${whole(data.keys)} keys.`;
    const keys = data.mini
      ? "Arrow keys move the window."
      : "Arrow keys move a window, plus and minus or shift with arrow keys resize it, Enter opens it.";
    canvas.setAttribute("aria-label", `${what} ${open.replace("\n", " ")}. ${keys}`);
  };

  const showWords = (colours) => {
    part("before").textContent = data.words[0];
    part("after").textContent = data.words[1];
    const names = data.words[1] ? data.pictures.map((picture) => picture.name) : [];
    showChoices(part("choices"), names, state.chosen, (at) => {
      state.chosen = at;
      chosenPictures.set(data.name, at);
      draw();
    });
    const { top } = data.pictures[state.chosen];
    part("ramp").style.background = `linear-gradient(to right, ${colours.weights.join(", ")})`;
    part("top").textContent = top === 1 ? "1" : `${shortNumber(top)}, the highest here`;
    part("swatch").style.background = colours.masked;
    part("masked").style.display = state.pixels[0].includes(MASKED) ? "" : "none";
    part("hint").textContent = `Drag or click to open a window, ${limit}. Tokens are counted from 1.`;
  };

  const draw = () => {
    if (!root.clientWidth) return;
    root.classList.toggle("mini", data.mini);
    const place = layOut(data, root.clientWidth);
    state.place = place;
    const context = sizeCanvas(canvas, place.width, place.height);
    if (!state.pixels) return;
    const colours = coloursOf(root, data, state, setTriggerValue);
    if (state.drawn !== `${state.chosen} ${colours.name}`) {
      state.image = paintPixels(state.pixels[state.chosen], data.side, colours);
      state.drawn = `${state.chosen} ${colours.name}`;
    }
    context.clearRect(0, 0, place.width, place.height);
    drawPicture(context, place, state.image, data);
    if (!data.mini) {
      drawAxes(context, place, data, colours, getComputedStyle(root).getPropertyValue("--st-font"));
      showWords(colours);
    }
    const { drag, pending, hovered, window } = state;
    const shown = drag?.window ?? pending ?? window;
    if (hovered) drawGuides(context, place, hovered, data, colours.text);
    if (drag?.clamped) drawDragged(context, place, drag.drawn, colours.text);
    if (window && shown !== window) drawFrame(context, place, window, colours.page, colours.grey, 1);
    if (shown) {
      drawFrame(context, place, shown, colours.page, colours.accent, 2, shown === pending ? [3, 2] : []);
      markAxes(context, place, shown, colours.accent);
    }
    say();
  };
  state.draw = draw;

  const open = (window, clamped = false) => {
    const isNew = JSON.stringify(window) !== JSON.stringify(state.window);
    Object.assign(state, { window, clamped, pending: null });
    picks.set(data.name, { window, after: state.imposed });
    draw();
    if (isNew) setTriggerValue("picked", window);
  };

  // Where the pointer is, in tokens with their fractions.
  const placeOf = (event) => {
    const { left, top, perQuery, perKey } = state.place;
    const edge = canvas.getBoundingClientRect();
    const [query, key] = [(event.clientY - edge.top - top) / perQuery, (event.clientX - edge.left - left) / perKey];
    const inside = isWithin([0, data.queries], query) && isWithin([0, data.keys], key);
    return { query: clamp(query, 0, data.queries), key: clamp(key, 0, data.keys), inside };
  };

  const dragTo = (event) => {
    const { drag } = state;
    const at = placeOf(event);
    drag.moved ||= Math.hypot(event.clientX - drag.x, event.clientY - drag.y) >= CLICK;
    if (data.mini) drag.window = windowAround(data, at.query + drag.grip[0], at.key + drag.grip[1], drag.size);
    else if (!drag.moved) drag.window = windowAt(data, drag.from.query, drag.from.key);
    else {
      const between = (name) => [
        Math.floor(Math.min(drag.from[name], at[name])),
        Math.ceil(Math.max(drag.from[name], at[name])),
      ];
      drag.drawn = { rows: between("query"), columns: between("key") };
      drag.window = fitWindow(data, drag.drawn.rows, drag.drawn.columns);
      drag.clamped = sizeOf(drag.drawn).some((size) => size > data.most);
    }
    draw();
  };

  canvas.onpointerdown = (event) => {
    const from = placeOf(event);
    if (!event.isPrimary || event.button || !from.inside || !state.pixels) return;
    canvas.setPointerCapture(event.pointerId);
    // The window of a map is held where it was gripped; beside it, its middle jumps to the pointer.
    const held = state.window ?? windowAt(data, from.query, from.key);
    const gripped = isWithin(held.rows, from.query) && isWithin(held.columns, from.key);
    const middle = ([start, stop]) => start + ((stop - start) >> 1) + 0.5;
    const grip = gripped ? [middle(held.rows) - from.query, middle(held.columns) - from.key] : [0, 0];
    state.drag = { from, grip, size: sizeOf(held), x: event.clientX, y: event.clientY };
    Object.assign(state, { hovered: null, pending: null });
    dragTo(event);
  };
  canvas.onpointermove = (event) => {
    if (state.drag) return dragTo(event);
    const { query, key, inside } = placeOf(event);
    if (data.mini || !state.pixels) return;
    const cell = inside ? [Math.floor(query / data.pooled[0]), Math.floor(key / data.pooled[1])] : null;
    if (String(cell) === String(state.hovered)) return;
    state.hovered = cell;
    draw();
  };
  canvas.onpointerup = (event) => {
    if (!state.drag) return;
    dragTo(event);
    const { window, clamped } = state.drag;
    state.drag = null;
    open(window, clamped);
  };
  const leave = () => {
    Object.assign(state, { drag: null, hovered: null, pending: null });
    draw();
  };
  canvas.onpointercancel = leave;
  canvas.onblur = leave;
  canvas.onpointerleave = () => {
    if (!state.hovered) return;
    state.hovered = null;
    draw();
  };

  canvas.onkeydown = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") return leave();
    if ((event.key === "Enter" || event.key === " ") && state.pending) {
      event.preventDefault();
      return open(state.pending);
    }
    const moved = windowAfterKey(data, state.pending ?? state.window ?? windowAt(data, 0, 0), event);
    if (!moved) return;
    event.preventDefault();
    Object.assign(state, { pending: moved, hovered: null, drag: null, clamped: false });
    draw();
  };
  // A map follows at once, but only when the key is let go: a key that is held would ask for a window at each repeat.
  canvas.onkeyup = (event) => {
    if (data.mini && state.pending && (ARROWS[event.key] || JUMPS[event.key])) open(state.pending);
  };

  draw();
  // This runs again for new data, its cleanup only at the end: an observer left over would draw the old head.
  state.observer?.disconnect();
  state.observer = new ResizeObserver(() => state.draw());
  state.observer.observe(root);
  return () => state.observer.disconnect();
}
