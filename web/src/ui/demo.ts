/** The gateway has the demo accounts. */
export const isDemo = 'demo' in document.body.dataset
