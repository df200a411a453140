// The whole text of a strip in one line: a bar for every pixel, the mean of the tokens that lie there.

const UNDEFINED = 255;
const BARS = 34;
const TICKS = 16;

// shown: the tokens that the box shows, null where it shows all; selected and generatedFrom: tokens, or null.
function drawBars(canvas, width, { bytes, shown, selected, generatedFrom, colour }, colours, font) {
  const context = sizeCanvas(canvas, width, BARS + TICKS);
  const count = bytes.length;
  const at = (token) => (token / count) * width;
  context.clearRect(0, 0, width, BARS + TICKS);
  if (shown) {
    context.fillStyle = colours.masked;
    context.globalAlpha = 0.6;
    context.fillRect(at(shown[0]), 0, Math.max(3, at(shown[1]) - at(shown[0])), BARS);
    context.globalAlpha = 1;
  }
  const columns = columnsOf(width, count);
  const wide = width / columns;
  context.fillStyle = colour;
  for (let column = 0; column < columns; column++) {
    const value = mean(bytes.subarray(...columnSpan(column, columns, count)));
    const high = Math.max(1, value * BARS);
    if (value !== null) context.fillRect(column * wide, BARS - high, wide > 4 ? wide - 1 : wide + 0.5, high);
  }
  context.fillStyle = colours.text;
  if (generatedFrom !== null) context.fillRect(at(generatedFrom) - 0.5, 0, 1, BARS + 5);
  context.fillStyle = colours.grey;
  context.font = `11px ${font || "sans-serif"}`;
  context.textBaseline = "bottom";
  for (const token of ticks(count, width, 72)) {
    context.textAlign = token ? "center" : "left";
    context.fillRect(at(token), BARS, 1, 4);
    if (at(token) < width - 18) context.fillText(whole(token), at(token), BARS + TICKS);
  }
  if (selected === null) return;
  for (const [fill, wider] of [
    [colours.page, 5],
    [colours.accent, 3],
  ]) {
    context.fillStyle = fill;
    context.fillRect(at(selected + 0.5) - wider / 2, 0, wider, BARS + 4);
  }
}

function columnsOf(width, count) {
  return Math.max(1, Math.min(Math.floor(width), count));
}

// The tokens that a column of the bars stands for.
function columnSpan(column, columns, count) {
  return [Math.floor((column * count) / columns), Math.floor(((column + 1) * count) / columns)];
}

// The mean from 0 to 1 of some bytes; null where none has a value.
function mean(bytes) {
  const defined = bytes.filter((byte) => byte !== UNDEFINED);
  return defined.length ? defined.reduce((sum, byte) => sum + byte, 0) / defined.length / (UNDEFINED - 1) : null;
}
