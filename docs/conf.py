"""The documentation as a book, by Sphinx: `make book` writes it to outputs/book/docs/index.html.

Its source is the repository, so that pages may link to what lies beside docs/. The contents stand
in docs/index.md.
"""

project = "The A4P+ workbook"
author = "the A4P+ workbook's engineers"
extensions = ["myst_nb"]
root_doc = "docs/index"
include_patterns = ["*.md", "docs/**", "notebooks/explore/*.ipynb"]
exclude_patterns = ["docs/*.py", "docs/*.csv", "docs/examples/**"]
# Links to code, which the book names and does not hold; CSV, which has no colours.
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
