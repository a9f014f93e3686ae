"""Nikola makes what the others make: posts, index, tags, months, a feed of all and one of each tag."""

BLOG_AUTHOR = "Nobody"
BLOG_TITLE = "Corpus"
SITE_URL = "https://corpus.example/"
BLOG_EMAIL = "nobody@corpus.example"
BLOG_DESCRIPTION = "Made-up posts."
DEFAULT_LANG = "en"
TIMEZONE = "UTC"
THEME = "bench"
COMPILERS = {"markdown": [".md"]}
MARKDOWN_EXTENSIONS = ["markdown.extensions.extra"]
METADATA_FORMAT = "Nikola"

POSTS = (("posts/*.md", "", "post.tmpl"),)
PAGES = ()
PRETTY_URLS = True
STRIP_INDEXES = True
SHOW_SOURCELINK = COPY_SOURCES = False
DISABLED_PLUGINS = [
    "render_galleries",
    "render_listings",
    "copy_assets",
    "create_bundles",
    "copy_files",
    "robots",
    "classify_authors",
    "classify_categories",
    "scale_images",
]

TAG_PATH = "tags"
TAGS_INDEX_PATH = "tags/index.html"
TAG_PAGES_ARE_INDEXES = True
ENABLE_AUTHOR_PAGES = False
CREATE_MONTHLY_ARCHIVE = True
ARCHIVES_ARE_INDEXES = True
ARCHIVE_FILENAME = "archives.html"
INDEX_DISPLAY_POST_COUNT = 10
INDEX_TEASERS = True
INDEX_READ_MORE_LINK = '<p class="more"><a href="{link}">Continue reading</a></p>'
FEED_LENGTH = 20
FEED_TEASERS = False
FEED_LINKS_APPEND_QUERY = False
RSS_FILENAME_BASE = "feed"
COMMENT_SYSTEM = ""
