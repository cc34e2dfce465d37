export const shop = {
  shop: {
    closed: (opens: string | undefined) => (opens ? `We are closed and open again: ${opens}.` : 'We are closed.'),
    paused: (until: string | undefined) => (until ? `No orders are taken until ${until}.` : 'No orders are taken right now.'),
    busy: (minutes: number) => `We are busy right now: it takes about ${minutes} minutes longer.`,
    orderAhead: 'You can order for later.',
    closedThen: (opens: string | undefined) => (opens ? `We are closed at that time. We open: ${opens}.` : 'We are closed at that time.'),
    seller: 'Seller',
    // for managers
    orders: 'Taking orders',
    open: 'Orders are taken.',
    pause: 'Pause orders',
    reason: 'Why (customers see it)',
    pauseFor: (minutes: number) => (minutes < 60 ? `For ${minutes} minutes` : minutes === 60 ? 'For an hour' : `For ${minutes / 60} hours`),
    pauseOpen: 'Until I resume',
    resume: 'Take orders again',
    load: 'How busy we are',
    makeBusy: 'We are busy',
    busyFor: 'How long',
    isBusy: (minutes: number, until: string) => `We are busy: new orders take ${minutes} minutes longer, until ${until}.`,
    extra: (minutes: number) => `+${minutes} minutes`,
    notBusy: 'Back to normal',
  },
}
