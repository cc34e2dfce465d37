// Stands for https://js.stripe.com/…/stripe.js: the documented calls that the page uses. Its form is a frame of another origin, as Stripe's is.
;(() => {
  const api = 'https://api.stripe.com/v1/payment_intents'
  const idOf = (secret) => secret.split('_secret_')[0]

  const ask = async (secret, { action = '', ...more } = {}) => {
    const form = new URLSearchParams({ client_secret: secret, ...more })
    const path = `${api}/${idOf(secret)}${action && `/${action}`}`
    const response = await (action ? fetch(path, { method: 'POST', body: form }) : fetch(`${path}?${form}`))
    const body = await response.json()
    return body.error ? { error: body.error } : { paymentIntent: body }
  }

  /** A frame, what it said last, and what to do when it says something. */
  const openFrame = (host, url, listeners) => {
    const frame = document.createElement('iframe')
    frame.src = url
    frame.style.width = '100%'
    frame.style.height = '190px'
    frame.style.border = '0'
    frame.title = 'Secure payment input frame'
    const hear = ({ source, data }) => source === frame.contentWindow && listeners[data.type]?.(data)
    addEventListener('message', hear)
    host.append(frame)
    return {
      say: (data) => frame.contentWindow.postMessage(data, '*'),
      close: () => {
        removeEventListener('message', hear)
        frame.remove()
      },
    }
  }

  const createPayment = (options) => {
    const listeners = {}
    const answers = []
    const tell = (event, data) => {
      for (const listener of listeners[event] ?? []) listener({ elementType: 'payment', ...data })
    }
    let frame
    const element = {
      on: (event, listener) => {
        listeners[event] = [...(listeners[event] ?? []), listener]
      },
      mount: (host) => {
        frame = openFrame(host, 'https://js.stripe.com/elements.html', {
          loaded: () => frame.say({ type: 'options', ...options }),
          ready: () => tell('ready'),
          change: ({ type, ...data }) => tell('change', data),
          loaderror: ({ error }) => tell('loaderror', { error }),
          answer: ({ answer }) => answers.shift()?.(answer),
        })
      },
      update: () => undefined,
      destroy: () => frame?.close(),
      ask: (data) =>
        new Promise((resolve) => {
          answers.push(resolve)
          frame.say(data)
        }),
      say: (data) => frame?.say(data),
    }
    return element
  }

  const authenticate = async (secret) => {
    const dialog = document.createElement('div')
    dialog.id = 'three-d-secure'
    document.body.append(dialog)
    const outcome = await new Promise((resolve) => {
      openFrame(dialog, 'https://hooks.stripe.com/3d-secure.html', { outcome: (data) => resolve(data.outcome) })
    })
    dialog.remove()
    return ask(secret, { action: 'authenticated', outcome })
  }

  const redirect = (secret, returnUrl) => {
    location.href = `https://hooks.stripe.com/redirect.html?${new URLSearchParams({ client_secret: secret, return_url: returnUrl })}`
    return new Promise(() => undefined)
  }

  window.Stripe = (key, { locale = 'auto' } = {}) => {
    if (!key.startsWith('pk_')) throw new Error('not a publishable key')
    return {
      retrievePaymentIntent: (secret) => ask(secret),
      elements: (options) => {
        let payment
        let submitted = false
        return {
          clientSecret: options.clientSecret,
          create: (type) => (payment = type === 'payment' && createPayment(options)),
          update: (more) => payment?.say({ type: 'options', ...options, ...more }),
          fetchUpdates: async () => ({}),
          submit: async () => {
            const answer = await payment.ask({ type: 'submit' })
            submitted = !answer.error
            return answer
          },
          confirm: (params) => {
            if (!submitted) throw new Error('elements.submit() must be called before stripe.confirmPayment()')
            return payment.ask({ type: 'confirm', params })
          },
        }
      },
      confirmPayment: async ({ elements, confirmParams, redirect: when }) => {
        if (when !== 'if_required' || !confirmParams.return_url) throw new Error('not a call that this page makes')
        const answer = await elements.confirm({ allow_redisplay: confirmParams.payment_method_data?.allow_redisplay ?? '', locale })
        const action = answer.paymentIntent?.next_action?.type
        if (action === 'use_stripe_sdk') return authenticate(elements.clientSecret)
        if (action === 'redirect_to_url') return redirect(elements.clientSecret, confirmParams.return_url)
        return answer
      },
    }
  }
  window.Stripe.version = 'endive'
})()
