// Kills its process when it renames something to a name that fits: `node --require`. That rename does not happen.
const fs = require('node:fs/promises')
const { syncBuiltinESMExports } = require('node:module')

const { rename } = fs
fs.rename = async (from, to) => {
  if (new RegExp(process.env.KILLED_AT_RENAME).test(to)) process.kill(process.pid, 'SIGKILL')
  return rename(from, to)
}
syncBuiltinESMExports()
