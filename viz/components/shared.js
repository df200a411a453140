// What the components share; it stands before each one's own script, in the same module.

// The bytes of base64.
function bytesOf(packed) {
  return Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
}

// The bytes of zlib in base64.
async function unpack(packed) {
  const stream = new Blob([bytesOf(packed)]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function clamp(value, low, high) {
  return Math.max(low, Math.min(high, value));
}

// 8192 as 8,192.
function whole(number) {
  return number.toLocaleString("en-US");
}

// The colours of the theme that the page is in now; Python hears once of a visitor who has switched it, as what it
// draws beside this needs a run to follow.
function coloursOf(element, data, state, setTriggerValue) {
  const page = getComputedStyle(element).getPropertyValue("--st-background-color").trim();
  const colours = luminance(page) < 0.5 ? data.colours.dark : data.colours.light;
  if (colours.name !== data.theme && state.told !== colours.name) {
    state.told = colours.name;
    setTriggerValue("theme", colours.name);
  }
  return colours;
}

function luminance(colour) {
  const parts = colour.startsWith("#")
    ? parseColour(colour.length === 4 ? colour.replace(/#(.)(.)(.)/, "#$1$1$2$2$3$3") : colour)
    : (colour.match(/[\d.]+/g) ?? [255, 255, 255]).slice(0, 3).map(Number);
  return (0.3 * parts[0] + 0.6 * parts[1] + 0.1 * parts[2]) / 255;
}

function parseColour(colour) {
  return [1, 3, 5].map((start) => parseInt(colour.slice(start, start + 2), 16));
}

// The colour at a share from 0 to 1 of the way through even steps of colours, as [red, green, blue].
function colourAt(colours, share) {
  const place = clamp(share, 0, 1) * (colours.length - 1);
  const at = Math.min(Math.floor(place), colours.length - 2);
  const [from, to] = [parseColour(colours[at]), parseColour(colours[at + 1])];
  return from.map((part, channel) => Math.round(part + (to[channel] - part) * (place - at)));
}

// A canvas's pixels for its size on the screen; one that has the size already keeps what is drawn on it.
function sizeCanvas(canvas, width, height) {
  const ratio = window.devicePixelRatio || 1;
  const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== across) canvas.width = across;
  if (canvas.height !== down) canvas.height = down;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}

// Steps of 1, 2 or 5 times a power of ten, at least `pixels` apart on an axis of `count` tokens.
function ticks(count, length, pixels) {
  const least = (count * pixels) / length;
  const power = 10 ** Math.floor(Math.log10(least));
  const step = Math.max(1, [1, 2, 5, 10].map((part) => part * power).find((part) => part >= least));
  return Array.from({ length: Math.floor(count / step) + 1 }, (_, index) => index * step);
}

// One button for each name, the chosen one pressed; a single name is plain text.
function showChoices(place, names, chosen, choose) {
  if (place.childElementCount !== names.length || names.some((name, at) => place.children[at].textContent !== name)) {
    place.replaceChildren(
      ...names.map((name) => {
        const choice = document.createElement(names.length > 1 ? "button" : "span");
        choice.textContent = name;
        return choice;
      }),
    );
  }
  if (names.length < 2) return;
  [...place.children].forEach((button, at) => {
    button.type = "button";
    button.setAttribute("aria-pressed", String(at === chosen));
    button.onclick = () => choose(at);
  });
}
