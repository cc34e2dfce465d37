/** Certificates that a test makes, with the program `openssl`. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Authority {
  /** The file with its own certificate. */
  file: string
  /** A certificate of this authority for the host. */
  issue(host: string): { certificate: string; key: string }
  remove(): void
}

export const createAuthority = (): Authority => {
  const folder = mkdtempSync(join(tmpdir(), 'authority-'))
  const [file, key] = [join(folder, 'ca.pem'), join(folder, 'ca.key')]
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'ignore' })
  const ofP256 = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
  openssl('req', '-x509', ...ofP256, '-keyout', key, '-out', file, '-subj', '/CN=An authority of a test')
  return {
    file,
    issue(host) {
      const own = { certificate: join(folder, 'server.pem'), key: join(folder, 'server.key') }
      const name = ['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`]
      openssl('req', '-x509', ...ofP256, '-CA', file, '-CAkey', key, '-keyout', own.key, '-out', own.certificate, ...name)
      return { certificate: readFileSync(own.certificate, 'utf8'), key: readFileSync(own.key, 'utf8') }
    },
    remove: () => rmSync(folder, { recursive: true }),
  }
}
