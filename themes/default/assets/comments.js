// Comments kept elsewhere: nothing is asked of their host before a reader presses the button.
for (const place of document.querySelectorAll(".embedded")) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = place.dataset.show;
  button.onclick = () => {
    const script = document.createElement("script");
    for (const { name, value } of place.attributes) {
      if (name.startsWith("data-with-")) script.setAttribute(name.slice(10), value);
    }
    const thread = document.createElement(place.dataset.kind === "isso" ? "section" : "div");
    thread.id = place.dataset.kind === "isso" ? "isso-thread" : "giscus";
    thread.className = thread.id;
    thread.dataset.title = place.dataset.title;
    if (thread.id === "giscus") script.crossOrigin = "anonymous";
    script.async = true;
    place.replaceChildren(thread, script);
  };
  place.append(button);
}
