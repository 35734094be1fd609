/// <reference types="vite/client" />

declare module 'face:*' {
  const url: string
  export default url
}
