// Drawings that Python made as SVG, side by side, each with its title and how to read it; whatever has data-say tells
// it under the pointer, or under a finger.

const instances = new WeakMap();

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector(".sketches");
  const hover = parentElement.querySelector(".hover");
  if (!root || !data) return;
  const state = instances.get(root) ?? {};
  instances.set(root, state);

  const packed = JSON.stringify(data.sketches);
  if (state.packed !== packed) {
    state.packed = packed;
    hover.hidden = true;
    root.replaceChildren(...data.sketches.map(figureOf));
  }
  root.style.setProperty("--hint", coloursOf(root, data, state, setTriggerValue).grey);

  root.onpointermove = (event) => showHover(hover, event);
  root.onpointerdown = root.onpointermove;
  root.onpointerleave = () => (hover.hidden = true);
  return () => {
    root.onpointermove = root.onpointerdown = root.onpointerleave = null;
  };
}

function figureOf(sketch) {
  const figure = document.createElement("figure");
  const title = document.createElement("figcaption");
  title.textContent = sketch.title;
  const drawing = new DOMParser().parseFromString(sketch.svg, "image/svg+xml").documentElement;
  const caption = document.createElement("p");
  caption.textContent = sketch.caption;
  figure.append(title, document.importNode(drawing, true));
  if (sketch.caption) figure.append(caption);
  return figure;
}

function showHover(hover, event) {
  const said = event.target instanceof Element ? event.target.dataset.say : undefined;
  hover.hidden = !said;
  if (!said) return;
  hover.textContent = said;
  const room = document.documentElement.clientWidth - hover.offsetWidth - 8;
  hover.style.left = `${clamp(event.clientX + 12, 8, Math.max(8, room))}px`;
  hover.style.top = `${event.clientY - hover.offsetHeight - 12}px`;
}
