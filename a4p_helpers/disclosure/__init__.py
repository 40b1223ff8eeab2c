"""Disclosure: what each edition sees of a cleaned period.

suppress   small numbers: which cells are not shown, and which are hidden with them
editions   what the internal and the external edition see
"""
