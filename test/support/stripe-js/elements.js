// The inside of the Payment Element's frame: what is entered here goes to Stripe only.
const texts = { en: 'Your card number is incomplete.', sk: 'Číslo karty nie je úplné.' }
const field = (name) => document.querySelector(`[name=${name}]`)
const say = (data) => parent.postMessage(data, '*')
const chosen = () => document.querySelector('[name=method]:checked')?.value ?? ''
let options

const change = () => {
  const value = { type: 'card', ...(chosen() && { payment_method: { id: chosen(), type: 'card' } }) }
  say({ type: 'change', empty: !chosen() && field('number').value === '', complete: field('number').value.length > 12, value })
}

const api = async (path, init) => (await fetch(`https://api.stripe.com/v1/${path}`, init)).json()

const showSaved = async () => {
  const session = options.customerSessionClientSecret
  if (!session) return
  const { cards } = await api(`elements/session?${new URLSearchParams({ customer_session_client_secret: session })}`)
  const choices = cards.map(({ id, last4 }) => `<label><input type="radio" name="method" value="${id}" checked /> •••• ${last4}</label>`)
  const other = '<label><input type="radio" name="method" value="" /> New card</label>'
  document.querySelector('#saved').innerHTML = cards.length > 0 ? [...choices, other].join('') : ''
}

const take = async (more) => {
  const isFirst = !options
  options = more
  const { theme, variables } = options.appearance
  document.body.dataset.theme = theme
  document.body.style.background = variables.colorBackground
  document.body.style.color = variables.colorText
  document.documentElement.lang = options.locale
  if (!isFirst) return
  await showSaved()
  say({ type: 'ready' })
  change()
}

const confirm = async ({ allow_redisplay, locale }) => {
  const [id] = options.clientSecret.split('_secret_')
  const body = new URLSearchParams({
    client_secret: options.clientSecret,
    locale,
    number: chosen() ? '' : field('number').value.replaceAll(' ', ''),
    payment_method: chosen(),
    allow_redisplay,
  })
  const answer = await api(`payment_intents/${id}/confirm`, { method: 'POST', body })
  return answer.error ? { error: answer.error } : { paymentIntent: answer }
}

addEventListener('message', async ({ data }) => {
  if (data.type === 'options') await take(data)
  if (data.type === 'submit') {
    const isWhole = chosen() !== '' || field('number').value.length > 12
    const message = texts[options.locale]
    say({ type: 'answer', answer: isWhole ? {} : { error: { type: 'validation_error', code: 'incomplete_number', message } } })
  }
  if (data.type === 'confirm') say({ type: 'answer', answer: await confirm(data.params) })
})
document.addEventListener('input', change)
say({ type: 'loaded' })
