import {
  createEffect,
  createMemo,
  createSignal,
  For,
  Index,
  type JSX,
  onCleanup,
  onMount,
  Show,
} from 'solid-js'

/** Rows that are drawn and taken away together. */
const PART_ROWS = 20
/** A row before it was ever drawn, in pixels. */
const ROW_PX = 97
/** How far from the screen a part is drawn already: about two screens of a phone. */
const NEAR = '1600px 0px'

/**
 * A list of any length in the page's own scroll: parts near the screen are drawn, all others are a box of their height.
 * No list needs to know where it begins, so several may stand under each other and grow.
 */
export function LongList(props: {
  keys: readonly string[]
  children: (key: string) => JSX.Element
}) {
  const parts = createMemo(() => {
    const all: string[][] = []
    for (let at = 0; at < props.keys.length; at += PART_ROWS) {
      all.push(props.keys.slice(at, at + PART_ROWS))
    }
    return all
  })
  return (
    <div class="card row-list long-list">
      <Index each={parts()}>{(keys) => <Part keys={keys()}>{props.children}</Part>}</Index>
    </div>
  )
}

/** Sizes go through CSSOM: the content policy allows no style attribute. */
function Part(props: { keys: readonly string[]; children: (key: string) => JSX.Element }) {
  let box: HTMLDivElement | undefined
  const [near, setNear] = createSignal(false)
  /** How high so many rows were when they were last drawn: nothing moves when they go. */
  let drawn: { rows: number; px: number } | undefined
  createEffect(() => {
    const rows = props.keys.length
    const px = drawn?.rows === rows ? drawn.px : rows * ROW_PX
    box?.style.setProperty('height', near() ? 'auto' : `${px}px`)
  })
  onMount(() => {
    const part = box as HTMLDivElement
    const watch = new IntersectionObserver(
      (seen) => {
        const isNear = seen.at(-1)?.isIntersecting === true
        if (near() && !isNear) drawn = { rows: props.keys.length, px: part.offsetHeight }
        setNear(isNear)
      },
      { rootMargin: NEAR },
    )
    watch.observe(part)
    onCleanup(() => watch.disconnect())
  })
  return (
    <div ref={box} class="rows">
      <Show when={near()}>
        <For each={props.keys}>{props.children}</For>
      </Show>
    </div>
  )
}
