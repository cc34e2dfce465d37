/** A TCP relay to a gateway whose kernel buffers only 4 KiB for a client that does not read, like a phone with a bad connection. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'

/** Node has no SO_RCVBUF for TCP. The buffer has to be small before the connection opens. */
const relay = `
  use Socket;
  socket(my $gateway, PF_INET, SOCK_STREAM, 0);
  setsockopt($gateway, SOL_SOCKET, SO_RCVBUF, pack("l", 4096));
  connect($gateway, sockaddr_in($ARGV[0], inet_aton("127.0.0.1"))) or die "connect: $!";
  if (my $other = fork) {
    while (sysread($gateway, my $bytes, 65536)) { syswrite(STDOUT, $bytes) }
    kill "KILL", $other;
  } else {
    while (sysread(STDIN, my $bytes, 65536)) { syswrite($gateway, $bytes) }
    shutdown($gateway, 1);
  }`

export interface SmallBuffer {
  url: string
  stop(): Promise<void>
}

export const startSmallBuffer = async ({ port }: { port: number }): Promise<SmallBuffer> => {
  const open = new Set<Socket>()
  const server = createServer((client) => {
    open.add(client)
    const child = spawn('perl', ['-e', relay, String(port)], { stdio: ['pipe', 'pipe', 'inherit'] })
    child.stdin.on('error', () => undefined)
    client.on('error', () => undefined)
    client.pipe(child.stdin)
    child.stdout.pipe(client)
    client.on('close', () => open.delete(client))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    async stop() {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
