// Eleventy makes what the others make: posts, index, tags, months, a feed of all and one of each tag.
import footnotes from "markdown-it-footnote";

const PER_PAGE = 10;
const MORE = "<!--more-->";
const WORDS = 60;

const byDate = (one, other) => other.date - one.date || (one.fileSlug < other.fileSlug ? 1 : -1);
const month = (post) => post.date.toISOString().slice(0, 7);

// [{ name, url, posts }] for each key of each post.
function group(posts, keys, url) {
  const groups = new Map();
  for (const post of posts)
    for (const key of keys(post)) {
      if (!groups.has(key)) groups.set(key, { name: key, url: url(key), posts: [] });
      groups.get(key).posts.push(post);
    }
  return [...groups.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
}

// One entry for each page of each group.
function pages(groups) {
  return groups.flatMap((group) => {
    const count = Math.ceil(group.posts.length / PER_PAGE);
    const url = (number) => (number === 1 ? group.url : `${group.url}page/${number}/`);
    return Array.from({ length: count }, (_, at) => ({
      name: group.name,
      url: url(at + 1),
      number: at + 1,
      count,
      posts: group.posts.slice(at * PER_PAGE, (at + 1) * PER_PAGE),
      newer: at > 0 ? url(at) : "",
      older: at + 1 < count ? url(at + 2) : "",
    }));
  });
}

// What stands above the marker, else whole paragraphs of some 60 words.
function excerpt(html) {
  const marker = html.indexOf(MORE);
  if (marker >= 0) return html.slice(0, marker);
  let end = 0;
  let words = 0;
  for (const match of html.matchAll(/.*?<\/(?:p|ul|blockquote)>/gs)) {
    end = match.index + match[0].length;
    words += match[0].split(/\s+/).length;
    if (words >= WORDS) break;
  }
  return html.slice(0, end);
}

export default function (config) {
  const byTag = (posts) => group(posts, (post) => post.data.tags, (tag) => `/tags/${tag}/`);
  const byMonth = (posts) => group(posts, (post) => [month(post)], (key) => `/${key.replace("-", "/")}/`);
  const posts = (api) => api.getFilteredByGlob("posts/*.md").sort(byDate);

  config.amendLibrary("md", (library) => library.use(footnotes));
  config.addCollection("posts", posts);
  config.addCollection("newest", (api) => posts(api).slice(0, 20));
  config.addCollection("indexPages", (api) => pages([{ name: "Corpus", url: "/", posts: posts(api) }]));
  config.addCollection("tagList", (api) => byTag(posts(api)));
  config.addCollection("tagPages", (api) => pages(byTag(posts(api))));
  config.addCollection("monthPages", (api) => pages(byMonth(posts(api))));

  config.addFilter("excerpt", excerpt);
  config.addFilter("iso", (date) => date.toISOString().slice(0, 10));
  config.addFilter("day", (date) =>
    date.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }),
  );
  config.addFilter("first", (list, count) => list.slice(0, count));
  return { markdownTemplateEngine: false, dir: { input: ".", includes: "_includes", output: "_site" } };
}
