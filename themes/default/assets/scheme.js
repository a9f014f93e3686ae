// A switch between light and dark that remembers.  Everything works without it: then the system's scheme is shown.
{
  const said = document.currentScript.dataset, root = document.documentElement, key = "scheme", dark = matchMedia("(prefers-color-scheme: dark)");
  let chosen = "";
  try { chosen = localStorage.getItem(key) || ""; } catch {}  // a browser may keep nothing
  const button = document.createElement("button");
  const isDark = () => chosen ? chosen === "dark" : dark.matches;
  const show = () => {
    root.dataset.scheme = chosen;
    button.textContent = isDark() ? said.light : said.dark;
    button.setAttribute("aria-label", said.name.replace("{scheme}", button.textContent));
  };
  button.onclick = () => {
    chosen = isDark() ? "light" : "dark";
    try { localStorage.setItem(key, chosen); } catch {}
    show();
  };
  dark.onchange = show;
  button.type = "button";
  show();
  document.querySelector(".masthead .brand").after(button);
}
