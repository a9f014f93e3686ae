/* In pages of `sitegen serve`, never in a built file: shows what was saved, keeps the reader's place. */
(() => {
  "use strict";
  const own = document.currentScript;
  const key = "sitegen-place";
  let tag = own.dataset.tag;
  let shownNumber = Number(own.dataset.number);
  let source = null;
  let frame = null;

  const place = sessionStorage.getItem(key);
  sessionStorage.removeItem(key);
  if (place) {
    const { path, x, y } = JSON.parse(place);
    if (path === location.pathname) {
      const back = () => scrollTo({ left: x, top: y, behavior: "instant" });
      back();
      addEventListener("load", back, { once: true });
    }
  }

  function reload() {
    sessionStorage.setItem(key, JSON.stringify({ path: location.pathname, x: scrollX, y: scrollY }));
    location.reload();
  }

  const sheets = (page) => [...page.querySelectorAll('link[rel~="stylesheet"][href]')];

  /* A style sheet is swapped when the new one is there: the page is never without. */
  function swap(link, href) {
    const next = link.cloneNode();
    next.href = href;
    next.addEventListener("load", () => link.remove(), { once: true });
    next.addEventListener("error", () => link.remove(), { once: true });
    link.after(next);
  }

  function plain(page) {
    const copy = page.documentElement.cloneNode(true);
    sheets(copy).forEach((link) => link.removeAttribute("href"));
    copy.querySelectorAll("script[data-tag]").forEach((script) => script.remove());
    return copy.outerHTML;
  }

  const parse = (text) => new DOMParser().parseFromString(text, "text/html");
  const tagOf = (page) => page.querySelector("script[data-tag]")?.dataset.tag;

  /* The page as it came, without what scripts have made of it since. */
  let asWritten = null;
  fetch(location.href, { cache: "force-cache" }).then((answer) => answer.text()).then((text) => {
    const page = parse(text);
    if (tagOf(page) === own.dataset.tag) asWritten = page;
  });

  /* Another page at this address: if only its style sheets have other addresses, these are swapped. */
  async function look(now) {
    const answer = await fetch(location.href, { cache: "no-store" });
    const page = parse(await answer.text());
    const links = sheets(document);
    const fresh = sheets(page);
    if (!asWritten || links.length !== fresh.length || plain(page) !== plain(asWritten)) {
      reload();
      return;
    }
    asWritten = page;
    tag = now;
    links.forEach((link, i) => {
      if (link.href !== new URL(fresh[i].getAttribute("href"), location.href).href) swap(link, fresh[i].href);
    });
  }

  /* The path of a URL, as the server calls files; some other site's may be in no encoding that is known. */
  function path(url) {
    const { pathname } = new URL(url, location.href);
    try {
      return decodeURIComponent(pathname);
    } catch {
      return pathname;
    }
  }

  function filesChanged(files) {
    const links = sheets(document);
    const css = (file) => /\.css$/.test(file);
    const seen = new Set(performance.getEntriesByType("resource").map((entry) => path(entry.name)));
    const shown = files ? files.filter((file) => seen.has(file)) : null;
    if (!shown || shown.some((file) => !css(file))) {
      reload();
      return;
    }
    const linked = links.filter((link) => shown.includes(path(link.href)));
    const all = linked.length < shown.length; // one is imported by another
    (all ? links : linked).forEach((link) => {
      const url = new URL(link.href);
      url.searchParams.set("reload", Date.now());
      swap(link, url.href);
    });
  }

  /* Mistakes: a page over this one, which stays as it was. */
  function cover() {
    uncover();
    frame = document.createElement("sitegen-mistakes");
    const root = frame.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`
      :host { position: fixed; inset: 0; z-index: 2147483647; display: block; }
      iframe { width: 100%; height: 100%; border: 0; background: Canvas; }
      button { position: absolute; top: 1rem; right: 1.25rem; font: 1rem/1 system-ui; padding: .6rem .8rem;
               border: 1px solid; border-radius: 4px; background: Canvas; color: CanvasText; cursor: pointer; }`);
    root.adoptedStyleSheets = [sheet];
    const inner = document.createElement("iframe");
    inner.title = "Mistakes";
    inner.src = "/.sitegen/mistakes";
    const close = document.createElement("button");
    close.textContent = "Hide";
    close.addEventListener("click", uncover);
    root.append(inner, close);
    document.documentElement.append(frame);
  }

  function uncover() {
    if (frame) frame.remove();
    frame = null;
  }

  addEventListener("keydown", (event) => { if (event.key === "Escape") uncover(); });

  function told(message) {
    const { number, tag: now, files, trouble } = JSON.parse(message.data);
    const wasMissing = own.dataset.tag === "none";
    if (wasMissing && (now !== "none" || number !== shownNumber)) {
      reload();
      return;
    }
    shownNumber = number;
    if (trouble && !wasMissing) cover();
    else uncover();
    if (now !== tag) look(now);
    else if (!files || files.length) filesChanged(files);
  }

  /* Few connections can be open to one host: a page that nobody sees has none, and catches up later. */
  function open() {
    if (source || document.hidden) return;
    const about = new URLSearchParams({ path: location.pathname, number: shownNumber });
    source = new EventSource(`/.sitegen/events?${about}`);
    source.addEventListener("message", told);
  }

  function close() {
    if (source) source.close();
    source = null;
  }

  addEventListener("visibilitychange", () => { if (document.hidden) close(); else open(); });
  addEventListener("pagehide", close);
  addEventListener("pageshow", open);
  open();
})();
