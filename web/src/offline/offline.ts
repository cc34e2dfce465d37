/** The page that the service worker shows while the gateway cannot be reached. It looks again and again, and then opens the real one. */
import { language, texts } from './texts.ts'

const lookEveryMs = 5000

const write = (selector: string, text: string) => {
  const place = document.querySelector(selector)
  if (place && place.textContent !== text) place.textContent = text
}

const isBoard = location.pathname === '/staff'

const draw = () => {
  write('h1', navigator.onLine ? texts.unreachable : texts.offline)
  write('#hint', isBoard ? texts.hintOfBoard : texts.hint)
  write('button', texts.again)
  write('#shop', document.body.dataset.shop ?? '')
}

const look = async () => {
  draw()
  const isBack = await fetch('/healthz', { cache: 'no-store', signal: AbortSignal.timeout(lookEveryMs) }).then(
    ({ ok }) => ok,
    () => false,
  )
  if (isBack) location.reload()
}

document.documentElement.lang = language
draw()
for (const event of ['online', 'offline']) addEventListener(event, look)
document.querySelector('button')?.addEventListener('click', look)
setInterval(look, lookEveryMs)
