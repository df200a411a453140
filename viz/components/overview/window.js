// Windows of tokens: {rows: [start, stop], columns: [start, stop]}, counted from 0, the stop left out.

const ARROWS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
const JUMPS = { Home: [0, -1], End: [0, 1], PageUp: [-0.125, 0], PageDown: [0.125, 0] };

// The window about the same middle, not too large, not too small, and inside the picture.
function fitWindow(data, rows, columns) {
  const fit = ([start, stop], count) => {
    const size = clamp(stop - start, Math.min(data.least, count), Math.min(data.most, count));
    const from = clamp(Math.floor((start + stop - size) / 2), 0, count - size);
    return [from, from + size];
  };
  return { rows: fit(rows, data.queries), columns: fit(columns, data.keys) };
}

// A window of a size about a place.
function windowAround(data, query, key, [down, across]) {
  const [row, column] = [Math.floor(query) - (down >> 1), Math.floor(key) - (across >> 1)];
  return fitWindow(data, [row, row + down], [column, column + across]);
}

// The window that a click opens.
function windowAt(data, query, key) {
  const half = Math.max(1, data.most >> 1);
  return windowAround(data, query, key, [half, half]);
}

function sizeOf({ rows, columns }) {
  return [rows[1] - rows[0], columns[1] - columns[0]];
}

function isWithin([start, stop], place) {
  return place >= start && place < stop;
}

// The window after a key: arrows by half of it, Page keys by an eighth of the text, Home and End to the first and the
// last key; plus and minus, or shift with arrows, resize it. Null for another key. The size of a map's window stays.
function windowAfterKey(data, now, event) {
  const step = ARROWS[event.key];
  const by = Math.max(1, data.most >> 4);
  const grow = (rows, columns) =>
    fitWindow(data, [now.rows[0] - rows, now.rows[1] + rows], [now.columns[0] - columns, now.columns[1] + columns]);
  const move = (rows, columns) =>
    fitWindow(data, now.rows.map((row) => row + rows), now.columns.map((column) => column + columns));
  if (step && event.shiftKey) return data.mini ? null : grow(step[0] * by, step[1] * by);
  if (step) {
    const [down, across] = sizeOf(now);
    return move(step[0] * Math.max(1, down >> 1), step[1] * Math.max(1, across >> 1));
  }
  const jump = JUMPS[event.key];
  if (jump) return move(Math.round(jump[0] * data.queries), jump[1] * data.keys);
  if (data.mini) return null;
  if (event.key === "+" || event.key === "=") return grow(by, by);
  return event.key === "-" || event.key === "_" ? grow(-by, -by) : null;
}

// "queries 4,033–4,160, keys 1–128": counted from 1, as people do, the last one named.
function describeWindow({ rows, columns }, between = " ") {
  const span = (one, many, [start, stop]) =>
    stop - start === 1 ? `${one} ${whole(stop)}` : `${many} ${whole(start + 1)}–${whole(stop)}`;
  return `${span("query", "queries", rows)},${between}${span("key", "keys", columns)}`;
}

// A cell under the pointer and its weight in every picture, from their bytes.
function describeCell(data, [row, column], bytes) {
  const [queries, keys] = data.pooled;
  const cell = describeWindow({
    rows: [row * queries, Math.min((row + 1) * queries, data.queries)],
    columns: [column * keys, Math.min((column + 1) * keys, data.keys)],
  });
  if (bytes[0] === MASKED) return `${cell}: masked, these queries cannot see these keys`;
  const weights = data.pictures.map(({ name, top }, at) => {
    const weight = shortNumber((bytes[at] / (MASKED - 1)) ** 2 * top);
    return `${data.pictures.length > 1 ? `${name} ` : ""}${at ? "" : "weight "}about ${weight}`;
  });
  return `${cell}: ${weights.join(", ")}`;
}

// Two digits, since a byte holds no more.
function shortNumber(value) {
  if (value === 0) return "0";
  return value < 1e-6 ? "under 0.000001" : String(Number(value.toPrecision(2)));
}
