import { createSignal, For } from 'solid-js'
import { GLYPHS } from '../../schema/glyphs.ts'
import { TINTS } from '../../schema/store.ts'
import { AgeChip } from '../parts/age-chip.tsx'
import { Avatar, Awning } from '../parts/awning.tsx'
import { Button } from '../parts/button.tsx'
import { CartBar } from '../parts/cart-bar.tsx'
import { Empty } from '../parts/empty.tsx'
import { Field, Toggle } from '../parts/field.tsx'
import { FixLine } from '../parts/fix-line.tsx'
import { Icon } from '../parts/icon.tsx'
import { Money } from '../parts/money.tsx'
import { OrderTimeline } from '../parts/order-timeline.tsx'
import { Plate } from '../parts/plate.tsx'
import { ProductRow, type RowProduct } from '../parts/product-row.tsx'
import { Skeleton } from '../parts/skeleton.tsx'
import { StoreCard } from '../parts/store-card.tsx'
import { SyncPill } from '../parts/sync-pill.tsx'
import { Ticks } from '../parts/ticks.tsx'
import { notify, Toasts } from '../parts/toast.tsx'

const icons =
  'back close plus minus next down search tick ticks clock alert info swap shop bag receipt person settings pin locate device call language text theme saver storage out export send again offline pencil bin scooter cash house lock bell share haat'.split(
    ' ',
  )
const products: RowProduct[] = [
  {
    sku: 'a',
    name: 'Ponni boiled rice',
    brand: 'Annapoorna',
    pack: '5 kg',
    glyph: 'rice',
    tint: 'turmeric',
    food: 'veg',
    paise: 37500,
    mrpPaise: 41000,
    band: 'in',
  },
  {
    sku: 'b',
    name: 'Country tomato',
    pack: '1 kg',
    glyph: 'gourd',
    tint: 'betel',
    food: 'veg',
    paise: 4800,
    mrpPaise: 4800,
    band: 'few',
  },
  {
    sku: 'c',
    name: 'Cold pressed groundnut oil, first press of the season',
    brand: 'Idhayam',
    pack: '1 L',
    glyph: 'oil',
    tint: 'turmeric',
    food: 'veg',
    paise: 28950,
    mrpPaise: 31000,
    band: 'in',
  },
  {
    sku: 'd',
    name: 'Country eggs',
    pack: '6 pcs',
    glyph: 'egg',
    tint: 'turmeric',
    food: 'egg',
    paise: 7200,
    mrpPaise: 7200,
    band: 'out',
    outSince: '9:12 am',
  },
]

export function Parts() {
  const [qty, setQty] = createSignal<Record<string, number>>({ a: 2000 })
  const [saver, setSaver] = createSignal(true)
  const [fix, setFix] = createSignal('take')
  const [told, setTold] = createSignal(false)
  return (
    <main class="mx-auto flex max-w-all flex-col gap-8 p-4 pb-[120px]">
      <h1 class="text-page font-strong">Parts</h1>
      <div class="flex flex-wrap gap-2">
        <For each={icons}>{(name) => <Icon name={name} />}</For>
      </div>
      <div class="flex flex-wrap gap-2">
        <For each={GLYPHS}>
          {(glyph, i) => <Plate glyph={glyph} tint={TINTS[i() % 6] as 'betel'} />}
        </For>
      </div>
      <div class="grid gap-8 wide:grid-cols-2">
        <section class="flex flex-col gap-3">
          <For each={TINTS}>
            {(tint, i) => (
              <StoreCard
                href="/x"
                name={
                  [
                    'Annai Stores',
                    'Sri Murugan Maligai',
                    'Green Basket',
                    'Kaveri Dairy',
                    'Bismillah Fresh',
                    'Poo Kadai',
                  ][i()] as string
                }
                tint={tint}
                open={i() !== 4}
                line={i() === 4 ? 'Opens 6 am' : '420 m · 20–30 min · free above ₹300'}
                note={i() === 1 ? '3 items in your cart' : undefined}
              />
            )}
          </For>
          <div class="flex gap-3">
            <For each={TINTS}>{(tint) => <Avatar tint={tint} name={tint} />}</For>
          </div>
          <div class="card">
            <Awning tint="betel" tall />
            <div class="p-4">tall</div>
          </div>
          <Skeleton shape="rows" rows={2} />
          <Skeleton shape="cards" rows={1} />
        </section>
        <section class="flex flex-col gap-4">
          <div class="card rows row-list">
            <For each={products}>
              {(product) => (
                <ProductRow
                  product={product}
                  href={`/p/${product.sku}`}
                  qty={qty()[product.sku] ?? 0}
                  told={told()}
                  onTell={setTold}
                  onChange={(by) =>
                    setQty((now) => ({ ...now, [product.sku]: (now[product.sku] ?? 0) + by }))
                  }
                />
              )}
            </For>
          </div>
          <div class="flex flex-wrap items-center justify-between gap-2">
            <SyncPill
              face={{ mark: 'm-ring', colour: 'grey', words: 'Offline. You can keep working' }}
              onOpen={() => {}}
            />
            <AgeChip heardAt={Date.now() - 3_600_000} now={Date.now()} />
          </div>
          <div class="flex flex-wrap gap-2">
            <SyncPill
              face={{ mark: 'm-choice', colour: 'red', words: '1 needs your choice' }}
              onOpen={() => {}}
            />
            <SyncPill
              face={{ mark: 'm-late', colour: 'amber', words: '3 not sent since 9:40' }}
              onOpen={() => {}}
            />
            <SyncPill
              face={{ mark: 'm-half', colour: 'grey', words: 'Slow network' }}
              onOpen={() => {}}
            />
            <SyncPill
              face={{ mark: 'm-arc', colour: 'blue', words: '3 waiting to send' }}
              onOpen={() => {}}
            />
            <SyncPill
              face={{ mark: 'm-new', colour: 'blue', words: 'New version ready' }}
              onOpen={() => {}}
            />
          </div>
          <AgeChip heardAt={Date.now() - 100 * 3_600_000} now={Date.now()} />
          <div class="card p-4">
            <OrderTimeline
              nodes={[
                { is: 'phone', word: 'On this phone', time: '10:38 am' },
                { is: 'threshold' },
                { is: 'later', word: 'Placed' },
                { is: 'later', word: 'Accepted' },
              ]}
            />
          </div>
          <div class="card p-4">
            <OrderTimeline
              nodes={[
                { is: 'fact', word: 'Saved', time: '10:38 am' },
                { is: 'threshold' },
                { is: 'fact', word: 'Placed #1042', time: '10:41 am' },
                { is: 'next', word: 'Accepted', time: '10:50 am' },
                { is: 'later', word: 'Packing' },
                { is: 'later', word: 'On the way' },
              ]}
            />
          </div>
          <div class="card rows">
            <FixLine
              name="Tomato 1 kg"
              glyph="gourd"
              tint="betel"
              reason="The price went up"
              was="₹42"
              now="₹48"
              choices={[
                { value: 'take', label: 'Accept ₹48' },
                { value: 'remove', label: 'Remove' },
              ]}
              chosen={fix()}
              onChoose={setFix}
            />
            <FixLine
              name="Milk 500 ml"
              glyph="milk"
              tint="indigo"
              reason="Only 2 left"
              was="4"
              now="2"
              choices={[
                { value: 'take', label: 'Take 2' },
                { value: 'replace', label: 'Aavin green 500 ml' },
                { value: 'remove', label: 'Remove' },
              ]}
              chosen={fix()}
              onChoose={setFix}
            />
          </div>
          <p class="flex flex-wrap gap-4">
            <Money paise={123456750} />
            <Money paise={18300} likely />
            <Ticks step="saved" /> <Ticks step="sent" /> <Ticks step="accepted" />
            <Ticks step="refused" /> <Ticks step="review" />
          </p>
          <Field label="Phone number" before="+91" hint="Ten digits" />
          <Field label="Code" problem="That is not the code. 3 tries left." value="123" />
          <div class="card">
            <Toggle
              label="Data saver"
              text="No pictures, and less loaded in advance"
              on={saver()}
              onChange={setSaver}
            />
          </div>
          <Button look="main">Place order</Button>
          <div class="flex flex-wrap gap-2">
            <Button icon="export">Save a copy</Button>
            <Button look="quiet">Cancel</Button>
            <Button look="danger" onClick={() => notify('Tomato removed', () => {})}>
              Remove
            </Button>
            <Button busy>Sending…</Button>
            <Button disabled>Send again in 20 s</Button>
          </div>
        </section>
      </div>
      <div class="grid gap-8 wide:grid-cols-2">
        <Empty
          drawing="awning"
          title="No shops here yet"
          text="No shop of Haat comes to Adyar so far."
        >
          <Button look="main">Choose another place</Button>
        </Empty>
        <Empty
          drawing="crate"
          title="Your cart is empty"
          text="Whatever you add stays here, also without internet."
        />
        <Empty
          drawing="scooter"
          title="No orders yet"
          text="What you order is kept here, with its bill."
        />
        <Empty drawing="ledger" title="Everything is sent" text="Nothing waits on this phone." />
        <Empty
          drawing="shutter"
          title="There is nothing here"
          text="The address may be old, or has a typing mistake."
        />
      </div>
      <CartBar href="/cart" pieces={3} paise={18300} shop="Annai Stores" />
      <Toasts />
    </main>
  )
}
