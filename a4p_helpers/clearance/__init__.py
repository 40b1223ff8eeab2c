"""From a draft to a release that a director can sign: checklist, steps, manifest, verification."""
