/* Adds to the reference what needs a script: this server's address, the choice of a language, copying, the search, and the place in the contents. */
const remembered = 'reference-language'

const create = (tag, fields, ...children) => {
  const element = Object.assign(document.createElement(tag), fields)
  element.append(...children)
  return element
}

/* A browser may block the storage. */
const storage = (use) => {
  try {
    return use(localStorage)
  } catch {
    return null
  }
}

for (const code of document.querySelectorAll('[data-language] code')) {
  code.textContent = code.textContent.replaceAll('http://localhost:3000', location.origin)
}

const figures = [...document.querySelectorAll('[data-language]')]
const titles = new Map(figures.map((figure) => [figure.dataset.language, figure.querySelector('figcaption').textContent]))

const choose = (language) => {
  storage((kept) => kept.setItem(remembered, language))
  for (const figure of figures) figure.hidden = figure.dataset.language !== language
  for (const button of document.querySelectorAll('.tabs button')) button.ariaPressed = String(button.value === language)
}

for (const samples of document.querySelectorAll('.samples')) {
  const buttons = [...titles].map(([value, textContent]) =>
    create('button', { type: 'button', value, textContent, onclick: () => choose(value) }),
  )
  samples.prepend(create('div', { className: 'tabs', role: 'group', ariaLabel: 'Language' }, ...buttons))
}
for (const figure of figures) {
  figure.querySelector('figcaption').hidden = true
  const copy = create('button', { type: 'button', className: 'copy', textContent: 'Copy' })
  copy.onclick = async () => {
    await navigator.clipboard.writeText(figure.querySelector('code').textContent)
    copy.textContent = 'Copied'
    setTimeout(() => {
      copy.textContent = 'Copy'
    }, 2000)
  }
  /* only pages with TLS, and those of this machine, may write to the clipboard */
  if (navigator.clipboard) figure.append(copy)
}
const kept = storage((from) => from.getItem(remembered))
choose(titles.has(kept) ? kept : titles.keys().next().value)

const nav = document.querySelector('nav')
const entries = [...nav.querySelectorAll('li')].filter((entry) => !entry.querySelector('ul'))
const groups = [...nav.querySelectorAll('details')]
/* above the text on a narrow screen, the contents begin closed */
const isNarrow = matchMedia('(max-width: 60rem)').matches
for (const group of groups.slice(1)) group.open = !isNarrow
const nothing = create('p', { hidden: true, textContent: 'Nothing found.' })
const wordsOf = (text) =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
/* an event is also found by what the page says of it */
const textOf = (entry) => {
  const { hash, textContent } = entry.querySelector('a')
  return `${textContent} ${document.getElementById(hash.slice(1))?.querySelector('p')?.textContent ?? ''}`.toLowerCase()
}
const texts = new Map(entries.map((entry) => [entry, textOf(entry)]))

const search = create('input', { type: 'search', placeholder: 'Search', ariaLabel: 'Search events, types and topics' })
search.oninput = () => {
  const words = wordsOf(search.value)
  for (const entry of entries) entry.hidden = !words.every((word) => texts.get(entry).includes(word))
  for (const group of groups) {
    group.parentElement.hidden = [...group.querySelectorAll('li')].every(({ hidden }) => hidden)
    if (words.length > 0) group.open = true
  }
  nothing.hidden = entries.some(({ hidden }) => !hidden)
}
search.onkeydown = ({ key }) => {
  if (key === 'Enter')
    entries
      .find(({ hidden }) => !hidden)
      ?.querySelector('a')
      .click()
}
addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.ctrlKey || event.metaKey || document.activeElement === search) return
  event.preventDefault()
  search.focus()
})
nav.querySelector('p').after(search, nothing)

const linkTo = new Map([...nav.querySelectorAll('a')].map((link) => [link.hash.slice(1), link]))
const observer = new IntersectionObserver(
  (seen) => {
    const [now] = seen.filter(({ isIntersecting }) => isIntersecting)
    if (!now) return
    nav.querySelector('[aria-current]')?.removeAttribute('aria-current')
    const link = linkTo.get(now.target.id)
    link?.setAttribute('aria-current', 'true')
    if (nav.scrollHeight > nav.clientHeight && getComputedStyle(nav).position === 'sticky') link?.scrollIntoView({ block: 'nearest' })
  },
  { rootMargin: '-10% 0px -85% 0px' },
)
for (const article of document.querySelectorAll('article[id]')) observer.observe(article)
