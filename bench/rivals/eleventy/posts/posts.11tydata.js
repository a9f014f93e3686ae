const path = (page) => `/${page.date.toISOString().slice(0, 7).replace("-", "/")}/${page.fileSlug}/`;

export default { layout: "post.njk", permalink: ({ page }) => path(page) };
