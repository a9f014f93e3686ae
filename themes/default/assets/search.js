// The search page: asks the index, which is loaded when somebody begins to type.
const form = document.querySelector("form.search"), status = document.querySelector(".found");
const list = document.querySelector(".results"), more = document.querySelector(".more-results");
const names = ["tag", "author", "year"].filter((name) => form.elements[name]), PAGE = 10;
const { lang } = document.documentElement, language = lang === "en" ? "en-GB" : lang;  // as pages write days
let index, failures = 0, latest = 0, found = [], shown = 0;

// What failed to load is asked for by another URL: browsers and the program remember that it failed.
const load = () => index ||= import(new URL(`${form.dataset.bundle}pagefind.js${failures ? `?${failures}` : ""}`, location)).then(async (made) => {
  const { bundle, parts, site } = form.dataset, options = { baseUrl: site, excerptLength: 28 };
  await made.options(options);
  await made.init();
  await Promise.all(Array.from({ length: parts - 1 }, (_, one) => made.mergeIndex(`${bundle}${one + 1}/`, options)));
  return made;
});
// What the index takes for several words, and has no sign of: `search/pages.py` has the same signs and languages.
const parted = (words) => (/^(fr|it|ca|oc)\b/.test(lang) ? words.replace(/(^|\s)\p{L}{1,2}['’](?=\p{L})/gu, "$1").replace(/['’]/g, " ") : words)
  .replace(/[—–―…•←→↔]/g, " ").replace(/\p{Sc}/gu, "");
const forget = () => { index = null; failures++; };
const element = (name, text = "") => Object.assign(document.createElement(name), { textContent: text });

function item(data) {
  const entry = element("li"), title = element("h2"), link = element("a", data.meta.title), words = element("p");
  link.href = data.url;
  title.dir = words.dir = "auto";
  title.append(link);
  words.innerHTML = data.excerpt;  // escaped by the index, but for its <mark>
  entry.append(title);
  if (data.meta.date) {
    const day = element("time", new Date(`${data.meta.date}T12:00`).toLocaleDateString(language, { dateStyle: "long" }));
    day.dateTime = data.meta.date;
    entry.append(day);
  }
  entry.append(words);
  return entry;
}

async function page(asked) {
  const part = await Promise.all(found.slice(shown, shown + PAGE).map((one) => one.data()));
  if (asked !== latest) return;
  const entries = part.map(item), isMore = shown > 0;
  list.append(...entries);
  shown += part.length;
  more.hidden = shown >= found.length;
  if (isMore) entries[0].querySelector("a").focus();
}

async function search() {
  const asked = ++latest, given = new FormData(form), words = given.get("q").trim();
  const filters = Object.fromEntries(names.filter((name) => given.get(name)).map((name) => [name, given.get(name)]));
  const query = new URLSearchParams({ ...(words && { q: words }), ...filters }).toString();
  history.replaceState(null, "", query ? `?${query}` : location.pathname);
  if (!query) return show([], "", asked);
  try {
    const { results } = await (await load()).search(parted(words) || null, words ? { filters } : { filters, sort: { date: "desc" } });
    const { one, many, about } = form.dataset, said = results.length === 1 ? one : many.replace("{count}", results.length);
    await show(results, words ? about.replace(/\{\w+\}/g, (name) => name === "{words}" ? words : said) : said, asked);
  } catch {
    forget();
    show([], form.dataset.failed, asked);
  }
}

async function show(results, said, asked) {
  if (asked !== latest) return;
  found = results;
  shown = 0;
  list.replaceChildren();
  status.textContent = said;
  await page(asked);
}

let waiting;
form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(search, 200); });
form.addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(waiting); search(); });
form.addEventListener("focusin", () => load().catch(forget), { once: true });
more.firstElementChild.addEventListener("click", () => page(latest).catch(() => { forget(); status.textContent = form.dataset.failed; }));
document.querySelector(".without-script").remove();
form.hidden = false;
const before = new URLSearchParams(location.search);
for (const name of ["q", ...names]) if (before.get(name)) form.elements[name].value = before.get(name);
for (const name of names) if (form.elements[name].selectedIndex < 0) form.elements[name].value = "";  // a topic that is gone
if (location.search) search();
