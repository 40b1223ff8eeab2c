"""Forms out, returns in: what missions and offices are asked, what they sent, what came of it.

`forms` writes one Excel form a reporter, `receive` takes what comes back and answers with a
receipt, `status` says who has reported what, `demo` does all of it with SYNTHETIC values.
"""
