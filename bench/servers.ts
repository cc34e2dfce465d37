/** The columns that are servers. */
import { type ServerProcess, startServer } from './process.ts'

/** The gateway as it is deployed, without rate limits. */
export const gatewayOn = (databaseUrl: string): Promise<ServerProcess> =>
  startServer(['dist/main.js'], { DATABASE_URL: databaseUrl, RATE_LIMITS: 'off', LOG_LEVEL: 'warn' })

/** What a competent team writes first. */
export const stockOn = (databaseUrl: string): Promise<ServerProcess> =>
  startServer(['--import', 'tsx', 'bench/stock/server.ts'], { DATABASE_URL: databaseUrl })
