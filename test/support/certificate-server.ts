/** A server with a certificate of its own, in place of the proxy in front of a gateway. */
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A certificate of `localhost` that ends after so many days, or ended two days ago. */
export const makeCertificate = (days: number | 'ended') => {
  const folder = mkdtempSync(join(tmpdir(), 'customerbackend-certificate-'))
  const [key, cert] = [join(folder, 'key'), join(folder, 'cert')]
  const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-subj', '/CN=localhost']
  const more = ['-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', cert]
  const [program, ...before] = days === 'ended' ? ['faketime', '-f', '-3d', 'openssl'] : ['openssl']
  execFileSync(program, [...before, ...args, '-days', String(days === 'ended' ? 1 : days), ...more], { stdio: 'ignore' })
  const made = { key: readFileSync(key), cert: readFileSync(cert) }
  rmSync(folder, { recursive: true })
  return made
}

export const startCertificateServer = async (days: number, at = 0): Promise<{ url: string; stop(): void }> => {
  const server = createServer(makeCertificate(days)).listen(at, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    url: `https://localhost:${port}`,
    stop: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
