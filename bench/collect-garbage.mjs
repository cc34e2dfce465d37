// Loaded before a server whose memory is measured, so that the figure does not contain garbage.
process.on('SIGUSR2', () => globalThis.gc())
