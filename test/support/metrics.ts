/** The metrics of a gateway. */
import type { GatewayProcess } from './process.ts'

/** The value of a metric. With labels its name is `name{label="value"}`. */
export const gauge = async ({ url }: Pick<GatewayProcess, 'url'>, name: string): Promise<number> => {
  const text = await (await fetch(`${url}/metrics`)).text()
  const line = text.split('\n').find((each) => each.startsWith(`${name} `))
  if (line === undefined) throw new Error(`no metric ${name}`)
  return Number(line.slice(name.length + 1))
}

/** In bytes. */
export const residentMemory = (gateway: Pick<GatewayProcess, 'url'>): Promise<number> => gauge(gateway, 'process_resident_memory_bytes')
