// A button that puts a text on the clipboard, and says so.

const SHOWN_MS = 2500;

export default function (component) {
  const { data, parentElement } = component;
  const button = parentElement.querySelector("button");
  const done = parentElement.querySelector(".done");
  if (!button || !data) return;
  button.textContent = data.label;
  button.onclick = async () => {
    done.textContent = (await copied(data.text, parentElement)) ? "Copied" : "Mark the text and copy it by hand.";
    setTimeout(() => (done.textContent = ""), SHOWN_MS);
  };
  return () => {
    button.onclick = null;
  };
}

// A page that came over plain http has no clipboard but the old one.
async function copied(text, place) {
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // The visitor has not allowed it: the old way is tried.
    }
  }
  const box = document.createElement("textarea");
  box.value = text;
  box.style.position = "fixed";
  box.style.opacity = "0";
  place.append(box);
  box.select();
  const worked = document.execCommand("copy");
  box.remove();
  return worked;
}
