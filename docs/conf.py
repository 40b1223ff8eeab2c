"""The documentation as a book, made by Sphinx: `make book` writes outputs/book/docs/index.html.

The source is the whole repository, so that pages can link outside docs/. The table of contents is
in docs/index.md.
"""

project = "The A4P+ workbook"
author = "the A4P+ workbook's engineers"
extensions = ["myst_nb"]
root_doc = "docs/index"
include_patterns = ["*.md", "docs/**", "notebooks/explore/*.ipynb"]
exclude_patterns = ["docs/*.py", "docs/*.csv", "docs/examples/**"]
# The book links to code that it does not include, and CSV has no syntax colours.
suppress_warnings = ["myst.xref_missing", "misc.highlighting_failure"]
myst_heading_anchors = 3
nb_execution_mode = "force"  # sources are committed without outputs
nb_execution_timeout = 300
html_theme = "sphinx_book_theme"
html_title = project
html_sidebars = {"**": ["navbar-logo.html", "sbt-sidebar-nav.html"]}
html_copy_source = False
html_show_sourcelink = False
html_theme_options = {"use_download_button": False, "use_fullscreen_button": False}
