// The time that is left, told every second without asking the server; Python hears once when it is over.

const TOLD_AT = [60, 30, 10]; // Seconds at which a screen reader says how much is left.

const instances = new WeakMap();

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const box = parentElement.querySelector(".countdown");
  if (!box || !data) return;
  const part = (name) => box.querySelector(`.${name}`);

  const state = instances.get(box) ?? {};
  instances.set(box, state);
  // Called again with the same data where only the theme has changed: the time runs on.
  const received = `${data.place} ${data.left}`;
  if (state.received !== received) {
    if (state.place !== data.place) state.told = data.left;
    Object.assign(state, { received, place: data.place, end: performance.now() + data.left * 1000, isOver: false });
  }

  const tick = () => {
    const left = Math.max(0, (state.end - performance.now()) / 1000);
    const shown = Math.ceil(left);
    part("clock").textContent = `${Math.floor(shown / 60)}:${String(shown % 60).padStart(2, "0")}`;
    part("bar").style.width = `${(100 * left) / data.whole}%`;
    const passed = TOLD_AT.find((seconds) => shown <= seconds && state.told > seconds);
    if (passed) part("told").textContent = `${shown} seconds left`;
    state.told = Math.min(state.told, shown);
    if (left === 0 && !state.isOver) {
      state.isOver = true;
      setTriggerValue("over", data.place);
    }
  };
  clearInterval(state.ticking);
  state.ticking = setInterval(tick, 250);
  tick();
  return () => clearInterval(state.ticking);
}
