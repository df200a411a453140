// The text of a strip as elements, and the ways through it.

// The text as it was typed, an element for each token; one listener on the box hears them all.
function writeText(box, data) {
  const text = document.createDocumentFragment();
  const from = data.generated_from ?? Infinity;
  const parts = data.text.split("\t");
  const tokens = Array.from({ length: data.tokens }, (_, token) => {
    const before = parts[2 * token];
    if (before) text.append(before);
    if (token === from) text.append(document.createElement("i"));
    const element = document.createElement("span");
    element.textContent = parts[2 * token + 1];
    element.dataset.token = token;
    if (token >= from) element.className = "written";
    text.append(element);
    return element;
  });
  box.replaceChildren(text);
  return tokens;
}

// The token that a key leads to; null where it leads nowhere.
function goal(key, from, tokens, page) {
  const last = tokens.length - 1;
  const steps = { ArrowLeft: -1, ArrowRight: 1 };
  if (steps[key]) return clamp(from + steps[key], 0, last);
  if (key === "Home" || key === "End") return key === "Home" ? 0 : last;
  const direction = { ArrowUp: -1, ArrowDown: 1, PageUp: -1, PageDown: 1 }[key];
  if (!direction) return null;
  const { offsetTop: top, offsetLeft: left } = tokens[from];
  const far = key.startsWith("Page") ? page : 1;
  let at = from;
  while (at + direction >= 0 && at + direction <= last && Math.abs(tokens[at].offsetTop - top) < far) at += direction;
  // The nearest in that line: its tokens lie on in both directions.
  const line = tokens[at].offsetTop;
  let best = at;
  for (const side of [-1, 1]) {
    for (let near = at; near >= 0 && near <= last && tokens[near].offsetTop === line; near += side) {
      if (Math.abs(tokens[near].offsetLeft - left) < Math.abs(tokens[best].offsetLeft - left)) best = near;
    }
  }
  return best;
}

// The first token whose line ends below an edge: positions only grow, so halves are enough.
function firstBelow(edge, tokens) {
  let [low, high] = [0, tokens.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (tokens[middle].offsetTop + tokens[middle].offsetHeight > edge) high = middle;
    else low = middle + 1;
  }
  return low;
}
