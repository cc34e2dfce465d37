export const sign = {
  sign: {
    in: 'Sign in',
    up: 'Create an account',
    upInstead: 'New here? Create an account',
    inInstead: 'Already have an account? Sign in',
    login: 'Username or email',
    newLogin: 'Username',
    loginHint: '3 to 32 letters, digits, dots, hyphens or underscores',
    email: 'Email',
    name: 'Name',
    phone: 'Phone',
    password: 'Password',
    passwordHint: 'At least 8 characters. A few unrelated words work best.',
    demo: 'Demo: sign in as demo with the password demo-password',
    out: 'Sign out',
  },
}
