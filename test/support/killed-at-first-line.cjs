// Kills its process when it says something for the first time: `node --require`. Nothing is said.
process.stdout.write = () => process.kill(process.pid, 'SIGKILL')
