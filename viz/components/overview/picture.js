// The picture of an overview: weights, axes, frames.

const MASKED = 255;
const FULL = { left: 54, top: 36, side: 512, least: 64, after: 8 };
const MINI = { left: 7, top: 7, side: 153, least: 24, after: 1 };
const APART = 56; // Pixels between two positions on an axis.
const SEEN = 7; // Pixels that a frame has at least, so that it is seen.

// Where the picture lies, and the pixels of a token.
function layOut(data, width) {
  const kind = data.mini ? MINI : FULL;
  const side = Math.min(kind.side, width - kind.left - kind.after);
  const most = Math.max(data.queries, data.keys);
  const [down, across] = [data.queries, data.keys].map((count) =>
    Math.max(Math.min(kind.least, side), Math.round((side * count) / most)),
  );
  return {
    ...kind,
    down,
    across,
    perQuery: down / data.queries,
    perKey: across / data.keys,
    width: kind.left + across + kind.after,
    height: kind.top + down + kind.after,
  };
}

// The bytes of a picture as colours, a pixel for each.
function paintPixels(pixels, [rows, columns], colours) {
  const canvas = document.createElement("canvas");
  canvas.width = columns;
  canvas.height = rows;
  const context = canvas.getContext("2d");
  const image = context.createImageData(columns, rows);
  const shades = Array.from({ length: MASKED }, (_, byte) => colourAt(colours.weights, byte / (MASKED - 1)));
  shades.push(parseColour(colours.masked));
  for (let cell = 0; cell < rows * columns; cell++) {
    const [red, green, blue] = shades[pixels[cell]];
    image.data[cell * 4] = red;
    image.data[cell * 4 + 1] = green;
    image.data[cell * 4 + 2] = blue;
    image.data[cell * 4 + 3] = 255;
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

function drawPicture(context, place, image, data) {
  const [high, wide] = [data.pooled[0] * place.perQuery, data.pooled[1] * place.perKey];
  context.save();
  context.beginPath();
  context.rect(place.left, place.top, place.across, place.down);
  context.clip();
  // Cells of a few pixels come out uneven unless they are blended; the last cells may reach over the edge.
  context.imageSmoothingEnabled = Math.min(high, wide) < 3;
  context.imageSmoothingQuality = "high";
  context.drawImage(image, place.left, place.top, data.side[1] * wide, data.side[0] * high);
  context.restore();
}

// Positions along the top and the left edge, and the names of both sides.
function drawAxes(context, { left, top, across, down }, data, colours, font) {
  context.font = `11px ${font || "sans-serif"}`;
  context.fillStyle = colours.text;
  context.textBaseline = "middle";
  context.textAlign = "center";
  for (const token of ticks(data.keys, across, APART)) {
    const x = left + (token / data.keys) * across;
    context.fillRect(Math.min(x, left + across - 1), top - 5, 1, 5);
    if (x < left + across - 6) context.fillText(whole(token), x, top - 13);
  }
  context.textAlign = "right";
  for (const token of ticks(data.queries, down, Math.min(APART, down / 2))) {
    const y = top + (token / data.queries) * down;
    context.fillRect(left - 5, Math.min(y, top + down - 1), 5, 1);
    context.fillText(whole(token), left - 8, y);
  }
  context.fillStyle = colours.grey;
  context.textAlign = "center";
  context.fillText(data.axes[1], left + across / 2, 7);
  context.save();
  context.translate(7, top + down / 2);
  context.rotate(-Math.PI / 2);
  // A low picture has room for the first word only.
  context.fillText(down > 110 ? data.axes[0] : data.axes[0].split(":")[0], 0, 0);
  context.restore();
}

// A window's rectangle, made as large as `least` pixels about its middle.
function boxOf({ left, top, perQuery, perKey }, { rows, columns }, least) {
  const [x, y] = [left + columns[0] * perKey, top + rows[0] * perQuery];
  const [wide, high] = [(columns[1] - columns[0]) * perKey, (rows[1] - rows[0]) * perQuery];
  const [more, taller] = [Math.max(0, least - wide) / 2, Math.max(0, least - high) / 2];
  return [x - more, y - taller, wide + 2 * more, high + 2 * taller];
}

// A frame round a window, on a line of the page's colour so that it is seen on any weight.
function drawFrame(context, place, shown, page, colour, line, dash = []) {
  const [x, y, wide, high] = boxOf(place, shown, SEEN);
  for (const [stroke, thick, dashes] of [
    [page, line + 2, []],
    [colour, line, dash],
  ]) {
    context.setLineDash(dashes);
    context.strokeStyle = stroke;
    context.lineWidth = thick;
    context.strokeRect(x - line / 2, y - line / 2, wide + line, high + line);
  }
  context.setLineDash([]);
}

// Where a window lies along both axes.
function markAxes(context, place, shown, colour) {
  const [x, y, wide, high] = boxOf(place, shown, 3);
  context.fillStyle = colour;
  context.fillRect(x, place.top - 5, wide, 3);
  context.fillRect(place.left - 5, y, 3, high);
}

// Thin lines from a cell to both axes.
function drawGuides(context, place, [row, column], data, colour) {
  const [high, wide] = [data.pooled[0] * place.perQuery, data.pooled[1] * place.perKey];
  context.fillStyle = colour;
  context.globalAlpha = 0.35;
  context.fillRect(place.left, place.top + (row + 0.5) * high, column * wide, 1);
  context.fillRect(place.left + (column + 0.5) * wide, place.top, 1, row * high);
  context.globalAlpha = 1;
}

// What a visitor draws that is larger than the window it opens.
function drawDragged(context, place, drawn, colour) {
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.setLineDash([4, 3]);
  context.strokeRect(...boxOf(place, drawn, 0));
  context.setLineDash([]);
}
