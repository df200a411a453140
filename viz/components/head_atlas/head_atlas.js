// All heads of a text on one canvas: layers down, heads across, each cell a small picture of the head's weights on a
// tint of its normalised entropy. The selection lives here; Python hears of a pick, and can impose one (data.imposed).

const GUTTER = { left: 26, top: 18 };
const LARGEST_CELL = 120;
// Many layers share this height, in cells that are up to twice as wide as high: all heads stay in view at once.
const LARGEST_HEIGHT = 560;
const LEAST_CELL = 8;
const GAP = 3;
const MASKED = 255;
const KEYS = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  Home: [0, -1e6],
  End: [0, 1e6],
};

const instances = new WeakMap();
// The last pick of each atlas, by its name: Streamlit draws it on a new canvas, under a new key, when a message above it
// has come or gone, or its page was left for a while.
const picks = new Map();

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector(".atlas");
  const canvas = parentElement.querySelector("canvas");
  const said = parentElement.querySelector(".said");
  const ramp = parentElement.querySelector(".ramp");
  if (!canvas || !data) return;

  const state = instances.get(canvas) ?? { selected: [0, 0], imposed: null, hovered: null };
  instances.set(canvas, state);
  if (state.imposed !== data.imposed) {
    state.imposed = data.imposed;
    const pick = picks.get(data.name);
    state.selected = pick?.after === data.imposed ? pick.place : data.imposed.split(",").slice(0, 2).map(Number);
  }
  if (state.packed !== data.pixels) {
    state.packed = data.pixels;
    state.pixels = bytesOf(data.pixels);
    state.pictures = null;
  }
  const { layers, heads } = data;
  const inside = ([layer, head]) => [clamp(layer, 0, layers - 1), clamp(head, 0, heads - 1)];
  state.selected = inside(state.selected);

  const describe = ([layer, head]) => {
    const entropy = data.entropy[layer * heads + head];
    const number = entropy === null ? "normalised entropy undefined" : `normalised entropy ${entropy.toFixed(3)}`;
    return `L${layer} H${head}: ${data.labels[layer * heads + head]}, ${number}`;
  };

  const say = () => {
    said.textContent = describe(state.hovered ?? state.selected);
    canvas.setAttribute(
      "aria-label",
      `${layers * heads} heads, layers down and heads across. Selected ${describe(state.selected)}. Arrow keys choose.`,
    );
  };

  const draw = () => {
    const width = root.clientWidth;
    if (!width) return;
    const room = Math.min(LARGEST_CELL, Math.floor((width - GUTTER.left) / heads));
    const high = Math.max(LEAST_CELL, Math.min(room, Math.floor((LARGEST_HEIGHT - GUTTER.top) / layers)));
    const wide = Math.max(LEAST_CELL, Math.min(room, 2 * high));
    Object.assign(state, { wide, high });
    const height = GUTTER.top + layers * high + 2;
    const context = sizeCanvas(canvas, width, height);
    context.clearRect(0, 0, width, height);
    const colours = coloursOf(root, data, state, setTriggerValue);
    ramp.style.background = `linear-gradient(to right, ${tint(colours, 0)}, ${tint(colours, 1)})`;
    if (!state.pictures || state.drawnIn !== colours.name) {
      state.pictures = data.entropy.map((_, index) => picture(state.pixels, data.side, index, colours));
      state.drawnIn = colours.name;
    }
    context.fillStyle = colours.text;
    context.font = `11px ${getComputedStyle(root).getPropertyValue("--st-font") || "sans-serif"}`;
    context.textBaseline = "middle";
    context.textAlign = "center";
    const every = Math.ceil(22 / wide);
    for (let head = 0; head < heads; head += every) {
      context.fillText(`H${head}`, GUTTER.left + (head + 0.5) * wide, GUTTER.top / 2);
    }
    context.textAlign = "left";
    const everyRow = Math.ceil(12 / high);
    for (let layer = 0; layer < layers; layer += everyRow) {
      context.fillText(`L${layer}`, 0, GUTTER.top + (layer + 0.5) * high);
    }
    context.imageSmoothingEnabled = data.side[0] > high;
    for (let layer = 0; layer < layers; layer++) {
      for (let head = 0; head < heads; head++) {
        const index = layer * heads + head;
        const x = GUTTER.left + head * wide + GAP / 2;
        const y = GUTTER.top + layer * high + GAP / 2;
        const size = [wide - GAP, high - GAP];
        const entropy = data.entropy[index];
        context.fillStyle = entropy === null ? colours.masked : tint(colours, entropy);
        context.fillRect(x, y, ...size);
        context.drawImage(state.pictures[index], x, y, ...size);
      }
    }
    for (const [place, colour, line] of [
      [state.hovered, colours.text, 1],
      [state.selected, colours.accent, 3],
    ]) {
      if (!place) continue;
      context.strokeStyle = colour;
      context.lineWidth = line;
      const corner = [GUTTER.left + place[1] * wide + 0.5, GUTTER.top + place[0] * high + 0.5];
      context.strokeRect(...corner, wide - 1, high - 1);
    }
    say();
  };

  const headAt = (event) => {
    const box = canvas.getBoundingClientRect();
    const head = Math.floor((event.clientX - box.left - GUTTER.left) / state.wide);
    const layer = Math.floor((event.clientY - box.top - GUTTER.top) / state.high);
    return layer >= 0 && layer < layers && head >= 0 && head < heads ? [layer, head] : null;
  };

  const select = (place) => {
    if (place[0] === state.selected[0] && place[1] === state.selected[1]) return;
    state.selected = place;
    picks.set(data.name, { place, after: state.imposed });
    draw();
    setTriggerValue("picked", place);
  };

  canvas.onpointermove = (event) => {
    const place = headAt(event);
    if (String(place) === String(state.hovered)) return;
    state.hovered = place;
    draw();
  };
  canvas.onpointerleave = () => {
    state.hovered = null;
    draw();
  };
  canvas.onclick = (event) => {
    const place = headAt(event);
    if (place) select(place);
  };
  canvas.onkeydown = (event) => {
    const step = KEYS[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    state.hovered = null;
    select(inside([state.selected[0] + step[0], state.selected[1] + step[1]]));
  };

  draw();
  // This runs again for new data, its cleanup only at the end: an observer left over would draw the old heads.
  state.observer?.disconnect();
  state.observer = new ResizeObserver(draw);
  state.observer.observe(root);
  return () => state.observer.disconnect();
}

// Half of the way to the entropy's colour at most, so that the weights stay readable on it.
function tint(colours, share) {
  return `rgb(${colourAt([colours.page, colours.entropy], 0.62 * share).join(",")})`;
}

function picture(pixels, [rows, columns], index, colours) {
  const canvas = document.createElement("canvas");
  canvas.width = columns;
  canvas.height = rows;
  const context = canvas.getContext("2d");
  const image = context.createImageData(columns, rows);
  const start = index * rows * columns;
  const [masked, ink] = [parseColour(colours.masked), parseColour(colours.ink)];
  for (let cell = 0; cell < rows * columns; cell++) {
    const value = pixels[start + cell];
    const [red, green, blue] = value === MASKED ? masked : ink;
    image.data.set([red, green, blue, value === MASKED ? 200 : value], cell * 4);
  }
  context.putImageData(image, 0, 0);
  return canvas;
}
