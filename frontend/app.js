// Every page works without this file; it only makes some of them quicker to use.

const fields = [...document.querySelectorAll("[data-search]")];

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  const field = fields.find((one) => one.offsetParent); // a phone hides the one in the head
  if (event.key === "/" && field && !typing && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    field.focus();
  }
  if (event.key === "Escape") {
    event.target.closest("details[open]")?.removeAttribute("open");
  }
});

// A filter form sends itself when a choice changes; its button stays for everyone else.
for (const form of document.querySelectorAll("form[data-auto]")) {
  form.addEventListener("change", (event) => {
    if (event.target.matches("select")) form.requestSubmit();
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// A part that changes by itself is fetched again until it says that it is over.
for (const part of document.querySelectorAll("[data-follow]")) {
  const again = async () => {
    if (part.querySelector("[data-over]")) return;
    const answer = await fetch(part.dataset.follow);
    if (answer.ok) part.innerHTML = await answer.text();
    setTimeout(again, 1000);
  };
  setTimeout(again, 1000);
}

document.documentElement.dataset.ready = "true";
