// Loaded before a server whose memory is measured: without it a figure would hold whatever nobody has cleared away yet.
process.on('SIGUSR2', () => globalThis.gc())
