// A button that asks the page for a file, and saves it when it comes.

export default function (component) {
  const { data, parentElement, setStateValue } = component;
  const button = parentElement.querySelector("button");
  if (!button || !data) return;
  button.querySelector(".label").textContent = data.label;
  button.disabled = data.disabled;
  button.onclick = () => {
    // The number tells the answer to this click from a file that was saved before and is still in the data.
    button.asked = `${Date.now()} ${Math.random()}`;
    setStateValue("asked", button.asked);
  };
  if (data.file && data.file.asked === button.asked) {
    button.asked = undefined;
    save(data.file);
  }
  return () => {
    button.onclick = null;
  };
}

function save(file) {
  const bytes = Uint8Array.from(atob(file.content), (letter) => letter.charCodeAt(0));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type: file.mime }));
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
