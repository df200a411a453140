// Large type while this stands on the page, and the arrow keys of a keyboard: Streamlit measures everything in rem, so
// that one size at the root makes all of it larger. Page up and page down, which a presenter sends, are the buttons' own.

// A phone shows at least this many letters of the size across.
const LETTERS = 45;
const PLAIN = 16;
const TURNS = { ArrowRight: 1, ArrowLeft: -1 };
// Where the arrow keys have a meaning of their own.
const OWN_KEYS = "input, textarea, select, [role=slider], [role=radio], [role=option], [contenteditable=true]";

export default function (component) {
  const { data, setTriggerValue } = component;
  if (!data) return;
  const root = document.documentElement;
  const before = root.style.fontSize;
  const enlarge = () => {
    root.style.fontSize = `${clamp(Math.floor(window.innerWidth / LETTERS), PLAIN, data.size)}px`;
  };
  enlarge();
  window.addEventListener("resize", enlarge);
  const turn = (event) => {
    const by = TURNS[event.key];
    if (!by || event.altKey || event.ctrlKey || event.metaKey || event.target.closest?.(OWN_KEYS)) return;
    event.preventDefault();
    setTriggerValue("turned", by);
  };
  window.addEventListener("keydown", turn);
  return () => {
    window.removeEventListener("keydown", turn);
    window.removeEventListener("resize", enlarge);
    root.style.fontSize = before;
  };
}
