/** The proxies of deploy/ in front of two nodes. */
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { endWithThisProcess } from './child.ts'
import type { Program } from './install.ts'
import { root } from './root.ts'
import { until } from './until.ts'

interface Where {
  port: number
  nodes: readonly [number, number]
  /** Where TLS is played too (nginx only), and the folder with its `cert` and `key`. */
  tls?: { port: number; folder: string }
}

interface Proxy {
  file: string
  /** The example, changed to listen on this port without a certificate. */
  adapt(example: string, where: Where, folder: string): string
  args(file: string, folder: string): string[]
}

const proxies = {
  nginx: {
    file: 'nginx.conf',
    adapt: (example, { port, tls }, folder) => {
      const plain = `listen 127.0.0.1:${port}`
      const server = tls
        ? example
            .replace('listen 443 ssl', `${plain};\n  listen 127.0.0.1:${tls.port} ssl`)
            .replace(/(?<=ssl_certificate_key +)[^;]+/, join(tls.folder, 'key'))
            .replace(/(?<=ssl_certificate +)[^;]+/, join(tls.folder, 'cert'))
        : example.replace('listen 443 ssl', plain).replaceAll(/^ *ssl_.*$/gm, '')
      const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`)
      return `daemon off; pid ${folder}/pid; error_log stderr; events {} http { access_log off; ${paths.join(' ')} ${server} }`
    },
    args: (file, folder) => ['-c', file, '-p', folder, '-e', 'stderr'],
  },
  caddy: {
    file: 'Caddyfile',
    adapt: (example, { port }) =>
      `{\n\tadmin off\n\tauto_https off\n}\n${example.replace('orders.example.com', `http://127.0.0.1:${port}`)}`,
    args: (file) => ['run', '--config', file, '--adapter', 'caddyfile'],
  },
  haproxy: {
    file: 'haproxy.cfg',
    adapt: (example, { port }) => example.replace(/^ *bind .*$/m, `  bind 127.0.0.1:${port}`),
    args: (file) => ['-db', '-f', file],
  },
} satisfies Partial<Record<Program, Proxy>>

export interface FrontProxy {
  /** Reads its certificate again, without a gap (nginx). */
  reload(): void
  stop(): Promise<void>
}

/** Starts a proxy with its file of deploy/, unchanged except for ports and certificates. Resolves when it answers. */
export const startFrontProxy = async (name: keyof typeof proxies, where: Where): Promise<FrontProxy> => {
  const {
    port,
    nodes: [one, two],
  } = where
  const { file, adapt, args }: Proxy = proxies[name]
  const folder = await mkdtemp(join(tmpdir(), 'customerbackend-proxy-'))
  const example = await readFile(join(root, 'deploy', file), 'utf8')
  const config = join(folder, 'config')
  const withNodes = example.replaceAll('127.0.0.1:3000', `127.0.0.1:${one}`).replaceAll('127.0.0.1:3001', `127.0.0.1:${two}`)
  await writeFile(config, adapt(withNodes, where, folder))
  const child = spawn(name, args(config, folder), { stdio: 'ignore', env: { PATH: process.env.PATH, HOME: folder } })
  const end = endWithThisProcess(child)
  await until(async () => (await fetch(`http://127.0.0.1:${port}/healthz`)).ok, `${name} answers`)
  return {
    reload: () => child.kill('SIGHUP'),
    stop: async () => {
      await end()
      await rm(folder, { recursive: true })
    },
  }
}
