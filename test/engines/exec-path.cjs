// A Node that was started through another program's loader sees the loader as process.execPath, and would start it in place of itself.
process.execPath = process.env.ENGINES_NODE
