// A stopwatch inside the page: when is a thing on the screen? Every frame looks for it; once it is in the document, its
// time is taken in the frame after, when the frame that drew it has left the page's main thread.
window.painted = (() => {
  let canvas = null;
  const before = { atlas: null, heatmap: null };
  const stopwatch = { times: {}, missing: 1 };

  const atlasCanvas = () => {
    if (canvas?.isConnected) return canvas;
    for (const host of document.querySelectorAll("[data-testid^=stBidiComponent], [data-testid^=stBidiComponent] *")) {
      canvas = (host.shadowRoot ?? host).querySelector(".atlas canvas");
      if (canvas) return canvas;
    }
    return null;
  };

  // The titles of the drawings of a lesson.
  const sketchTitles = () =>
    [...document.querySelectorAll("[data-testid^=stBidiComponent], [data-testid^=stBidiComponent] *")].flatMap((host) =>
      [...(host.shadowRoot ?? host).querySelectorAll("figcaption")].map((one) => one.textContent),
    );

  // The lowest pixels of the atlas, which it draws last, as one number; null while they are blank.
  const atlas = () => {
    const found = atlasCanvas();
    if (!found?.width) return null;
    const rows = Math.min(40, found.height);
    const { data } = found.getContext("2d").getImageData(0, found.height - rows, found.width, rows);
    let sum = 0;
    for (let place = 0; place < data.length; place++) sum = (sum * 31 + data[place]) | 0;
    return sum || null;
  };

  const images = () => [...document.querySelectorAll(".heatmaplayer image")].map((one) => one.getAttribute("href"));
  const heatmap = () => images().join() || null;
  const texts = (selector) => [...document.querySelectorAll(selector)].map((one) => one.textContent);

  const conditions = {
    text: (piece) => texts("[data-testid=stMarkdown], [data-testid=stText]").some((one) => one.includes(piece)),
    atlas: () => ![null, before.atlas].includes(atlas()),
    heatmap: () => ![null, before.heatmap].includes(heatmap()),
    heatmapOf: (token) => conditions.heatmap() && texts(".ytick text").includes(token),
    heading: (piece) => texts("[data-testid=stHeading]").some((one) => one.includes(piece)),
    sketch: (title) => sketchTitles().includes(title),
    heatmaps: (count) => images().filter(Boolean).length === count,
    lines: (count) => document.getElementsByTagName("line").length === count,
  };

  // watched: {name: [condition, its argument]}. since: the moment to count from, in the page's own time.
  stopwatch.watch = (watched, since = 0) => {
    const waiting = new Map(Object.entries(watched));
    stopwatch.times = {};
    stopwatch.missing = waiting.size;
    const look = () => {
      for (const [name, [condition, argument]] of waiting) {
        if (!conditions[condition](argument)) continue;
        waiting.delete(name);
        requestAnimationFrame(() => {
          stopwatch.times[name] = performance.now() - since;
          stopwatch.missing -= 1;
        });
      }
      if (waiting.size) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  };

  // The same from the next event of a kind on (of the key Enter, if it is a key), for what looks different then.
  stopwatch.watchAfter = (kind, watched) => {
    Object.assign(before, { atlas: atlas(), heatmap: heatmap() });
    stopwatch.missing = 1;
    const start = (event) => {
      if (event.key && event.key !== "Enter") return;
      window.removeEventListener(kind, start, true);
      stopwatch.watch(watched, performance.now());
    };
    window.addEventListener(kind, start, true);
  };

  return stopwatch;
})();
