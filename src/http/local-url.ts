/** The URL at which this machine reaches a server that listens on `host` and `port`. */
export const localUrl = (host: string, port: number): string => {
  const name = ['0.0.0.0', '::'].includes(host) ? 'localhost' : host
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`
}
