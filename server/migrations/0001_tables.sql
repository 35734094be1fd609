-- Generated from the drizzle tables by `npm run migrations`; do not edit.
CREATE TABLE "actors" (
	"doc" "bytea" NOT NULL,
	"actor" "bytea" NOT NULL,
	"person" text NOT NULL,
	"device" text NOT NULL,
	"via" text,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "actors_doc_actor_pk" PRIMARY KEY("doc","actor")
);

CREATE TABLE "changes" (
	"doc" "bytea" NOT NULL,
	"n" bigint NOT NULL,
	"hash" "bytea" NOT NULL,
	"actor" "bytea" NOT NULL,
	"seq" bigint NOT NULL,
	"start_op" bigint NOT NULL,
	"ops" bigint NOT NULL,
	"deps" "bytea"[] NOT NULL,
	"bytes" "bytea",
	"person" text NOT NULL,
	"device" text NOT NULL,
	"via" text,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "changes_doc_n_pk" PRIMARY KEY("doc","n"),
	CONSTRAINT "changes_doc_hash_unique" UNIQUE("doc","hash"),
	CONSTRAINT "changes_doc_actor_seq_unique" UNIQUE("doc","actor","seq")
);

CREATE TABLE "documents" (
	"id" "bytea" PRIMARY KEY NOT NULL,
	"sort" text NOT NULL,
	"about" jsonb NOT NULL,
	"state" text NOT NULL,
	"version" bigint NOT NULL,
	"heads" "bytea"[] NOT NULL,
	"changes" bigint NOT NULL,
	"ops" bigint NOT NULL,
	"max_op" bigint NOT NULL,
	"bytes" bigint NOT NULL
);

CREATE TABLE "host_identity" (
	"one" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"storage_id" uuid NOT NULL
);

CREATE TABLE "quarantine" (
	"id" uuid PRIMARY KEY NOT NULL,
	"doc" "bytea" NOT NULL,
	"hash" "bytea" NOT NULL,
	"person" text NOT NULL,
	"device" text NOT NULL,
	"reason" text NOT NULL,
	"detail" text NOT NULL,
	"bytes" "bytea",
	"at" timestamp with time zone NOT NULL,
	"decision" text,
	"decided_by" text,
	CONSTRAINT "quarantine_doc_hash_unique" UNIQUE("doc","hash")
);

CREATE TABLE "quarantine_counts" (
	"person" text NOT NULL,
	"reason" text NOT NULL,
	"count" bigint NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "quarantine_counts_person_reason_pk" PRIMARY KEY("person","reason")
);

CREATE TABLE "snapshots" (
	"doc" "bytea" NOT NULL,
	"n" bigint NOT NULL,
	"heads" "bytea"[] NOT NULL,
	"bytes" "bytea" NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "snapshots_doc_n_pk" PRIMARY KEY("doc","n")
);

CREATE TABLE "audit" (
	"chain" text COLLATE "C" NOT NULL,
	"seq" bigint NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"what" text COLLATE "C" NOT NULL,
	"intent" uuid,
	"row" text NOT NULL,
	"hash" text COLLATE "C" NOT NULL,
	CONSTRAINT "audit_chain_seq_pk" PRIMARY KEY("chain","seq")
);

CREATE TABLE "conflicts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"category" text COLLATE "C" NOT NULL,
	"rule" text COLLATE "C" NOT NULL,
	"lane" text COLLATE "C" NOT NULL,
	"key" text COLLATE "C" NOT NULL,
	"intent" uuid NOT NULL,
	"author" text COLLATE "C" NOT NULL,
	"document" text COLLATE "C" NOT NULL,
	"a" json NOT NULL,
	"b" json NOT NULL,
	"result" json,
	"options" json,
	"reviewer" text COLLATE "C" NOT NULL,
	"assignee" text COLLATE "C",
	"due_at" timestamp (3) with time zone NOT NULL,
	"money_at_risk" bigint DEFAULT 0 NOT NULL,
	"state" text COLLATE "C" NOT NULL,
	"resolved_by" text COLLATE "C",
	"reason" text,
	"resolved_at" timestamp (3) with time zone,
	CONSTRAINT "conflicts_category" CHECK ("conflicts"."category" IN ('merged', 'two-values', 'business')),
	CONSTRAINT "conflicts_state" CHECK ("conflicts"."state" IN ('info', 'open', 'resolved')),
	CONSTRAINT "conflicts_resolved_by_somebody" CHECK (("conflicts"."state" = 'resolved') = ("conflicts"."resolved_by" IS NOT NULL AND "conflicts"."resolved_at" IS NOT NULL))
);

CREATE TABLE "facts" (
	"lane" text COLLATE "C" NOT NULL,
	"seq" bigint NOT NULL,
	"key" text COLLATE "C" NOT NULL,
	"kind" text COLLATE "C" NOT NULL,
	"value" json NOT NULL,
	"intent" uuid NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "facts_lane_seq_pk" PRIMARY KEY("lane","seq"),
	CONSTRAINT "facts_count_from_one" CHECK ("facts"."seq" >= 1)
);

CREATE TABLE "lanes" (
	"name" text COLLATE "C" PRIMARY KEY NOT NULL,
	"head" bigint DEFAULT 0 NOT NULL,
	"audit_seq" bigint DEFAULT 0 NOT NULL,
	"audit_hash" text COLLATE "C" DEFAULT '' NOT NULL,
	CONSTRAINT "lanes_counts_up" CHECK ("lanes"."head" >= 0 AND "lanes"."audit_seq" >= 0)
);

CREATE TABLE "outbox" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "outbox_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"queue" text COLLATE "C" NOT NULL,
	"key" text COLLATE "C" NOT NULL,
	"intent" uuid NOT NULL,
	"payload" json NOT NULL,
	"state" text COLLATE "C" DEFAULT 'due' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"lease_until" timestamp (3) with time zone,
	"last_error" text,
	CONSTRAINT "outbox_key_unique" UNIQUE("key"),
	CONSTRAINT "outbox_state" CHECK ("outbox"."state" IN ('due', 'sending', 'sent', 'dead'))
);

CREATE TABLE "outcomes" (
	"intent" uuid PRIMARY KEY NOT NULL,
	"lane" text COLLATE "C" NOT NULL,
	"kind" text COLLATE "C" NOT NULL,
	"author" text COLLATE "C" NOT NULL,
	"device" text COLLATE "C" NOT NULL,
	"document" text COLLATE "C" NOT NULL,
	"text" text NOT NULL,
	"payload_hash" text COLLATE "C" NOT NULL,
	"verdict" text COLLATE "C" NOT NULL,
	"reason" text COLLATE "C",
	"answer" json NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "outcomes_verdict" CHECK ("outcomes"."verdict" IN ('accepted', 'refused', 'review')),
	CONSTRAINT "outcomes_no_has_a_reason" CHECK (("outcomes"."verdict" = 'accepted') = ("outcomes"."reason" IS NULL))
);

CREATE TABLE "pending" (
	"intent" uuid PRIMARY KEY NOT NULL,
	"arrival" bigint GENERATED ALWAYS AS IDENTITY (sequence name "pending_arrival_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"lane" text COLLATE "C" NOT NULL,
	"kind" text COLLATE "C" NOT NULL,
	"author" text COLLATE "C" NOT NULL,
	"device" text COLLATE "C" NOT NULL,
	"document" text COLLATE "C" NOT NULL,
	"change" text COLLATE "C" NOT NULL,
	"text" text NOT NULL,
	"payload_hash" text COLLATE "C" NOT NULL,
	"received_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"not_before" timestamp (3) with time zone DEFAULT '-infinity' NOT NULL,
	"last_error" text
);

CREATE TABLE "reused" (
	"intent" uuid NOT NULL,
	"payload_hash" text COLLATE "C" NOT NULL,
	"lane" text COLLATE "C" NOT NULL,
	"author" text COLLATE "C" NOT NULL,
	"device" text COLLATE "C" NOT NULL,
	"document" text COLLATE "C" NOT NULL,
	"received_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "reused_intent_payload_hash_pk" PRIMARY KEY("intent","payload_hash")
);

CREATE TABLE "devices" (
	"person" text NOT NULL,
	"id" uuid NOT NULL,
	"label" text NOT NULL,
	"made_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"seen_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "devices_person_id_pk" PRIMARY KEY("person","id")
);

CREATE TABLE "persons" (
	"id" text PRIMARY KEY NOT NULL,
	"phone" text NOT NULL,
	"name" text,
	"seal_key" "bytea" NOT NULL,
	"made_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "persons_phone_unique" UNIQUE("phone")
);

CREATE TABLE "refresh_tokens" (
	"hash" "bytea" PRIMARY KEY NOT NULL,
	"session" uuid NOT NULL,
	"issued_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	"nonce" "bytea",
	CONSTRAINT "refresh_tokens_used_once" CHECK (("refresh_tokens"."used_at" IS NULL) = ("refresh_tokens"."nonce" IS NULL))
);

CREATE TABLE "sessions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"person" text NOT NULL,
	"device" uuid NOT NULL,
	"began_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	"revoked_why" text
);

CREATE TABLE "sign_in_codes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"phone" text NOT NULL,
	"address" text NOT NULL,
	"hmac" "bytea" NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"asked_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	CONSTRAINT "sign_in_codes_tries" CHECK ("sign_in_codes"."tries" BETWEEN 0 AND 5)
);

CREATE TABLE "signing_keys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"use" text NOT NULL,
	"public_key" json NOT NULL,
	"private_key" json NOT NULL,
	"made_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);

CREATE TABLE "tickets" (
	"id" "bytea" PRIMARY KEY NOT NULL,
	"session" uuid NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);

CREATE TABLE "order_addresses" (
	"order_id" uuid PRIMARY KEY NOT NULL,
	"address" text COLLATE "C" NOT NULL,
	"sealed" text NOT NULL
);

CREATE TABLE "counters" (
	"store" text COLLATE "C" NOT NULL,
	"counter" text COLLATE "C" NOT NULL,
	"value" bigint NOT NULL,
	CONSTRAINT "counters_store_counter_pk" PRIMARY KEY("store","counter"),
	CONSTRAINT "counters_count_up" CHECK ("counters"."value" >= 1)
);

CREATE TABLE "memberships" (
	"person" text COLLATE "C" NOT NULL,
	"scope" text COLLATE "C" NOT NULL,
	"role" text COLLATE "C" NOT NULL,
	"status" text COLLATE "C" NOT NULL,
	CONSTRAINT "memberships_person_scope_role_pk" PRIMARY KEY("person","scope","role"),
	CONSTRAINT "memberships_status" CHECK ("memberships"."status" IN ('active', 'suspended', 'revoked'))
);

CREATE TABLE "stock_moves" (
	"store" text COLLATE "C" NOT NULL,
	"id" text COLLATE "C" NOT NULL,
	"sku" text COLLATE "C" NOT NULL,
	"delta" bigint NOT NULL,
	"reserved" bigint NOT NULL,
	"why" text COLLATE "C" NOT NULL,
	"of" text COLLATE "C",
	"intent" uuid NOT NULL,
	CONSTRAINT "stock_moves_store_id_pk" PRIMARY KEY("store","id"),
	CONSTRAINT "stock_moves_move_something" CHECK ("stock_moves"."delta" <> 0 OR "stock_moves"."reserved" <> 0),
	CONSTRAINT "stock_moves_why" CHECK ("stock_moves"."why" IN ('received', 'sold', 'damaged', 'counted', 'reserved', 'released', 'consumed', 'returned', 'variance'))
);

CREATE TABLE "order_lines" (
	"order_id" uuid NOT NULL,
	"line" text COLLATE "C" NOT NULL,
	"position" integer NOT NULL,
	"kind" text COLLATE "C" NOT NULL,
	"sku" text COLLATE "C",
	"qty" bigint NOT NULL,
	"unit" bigint NOT NULL,
	"gross" bigint NOT NULL,
	"tax_bp" integer NOT NULL,
	"taxable" bigint NOT NULL,
	"cgst" bigint NOT NULL,
	"sgst" bigint NOT NULL,
	"reserved" bigint NOT NULL,
	"instead_of" jsonb,
	CONSTRAINT "order_lines_order_id_line_pk" PRIMARY KEY("order_id","line"),
	CONSTRAINT "order_lines_kind" CHECK ("order_lines"."kind" IN ('product', 'fee', 'tip', 'rounding')),
	CONSTRAINT "order_lines_product_has_sku" CHECK (("order_lines"."kind" = 'product') = ("order_lines"."sku" IS NOT NULL)),
	CONSTRAINT "order_lines_only_rounding_gives" CHECK ("order_lines"."gross" >= 0 OR "order_lines"."kind" = 'rounding'),
	CONSTRAINT "order_lines_tax_adds_up" CHECK ("order_lines"."taxable" + "order_lines"."cgst" + "order_lines"."sgst" = "order_lines"."gross" AND "order_lines"."cgst" = "order_lines"."sgst"),
	CONSTRAINT "order_lines_reserved" CHECK ("order_lines"."reserved" BETWEEN 0 AND "order_lines"."qty" AND "order_lines"."qty" > 0)
);

CREATE TABLE "order_states" (
	"order_id" uuid PRIMARY KEY NOT NULL,
	"store" text COLLATE "C" NOT NULL,
	"customer" text COLLATE "C" NOT NULL,
	"state" text COLLATE "C" NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"promise_from" timestamp (3) with time zone,
	"promise_to" timestamp (3) with time zone,
	CONSTRAINT "order_states_known" CHECK ("order_states"."state" IN ('placed', 'accepted', 'preparing', 'ready', 'out-for-delivery', 'delivered', 'collected', 'completed', 'rejected', 'expired', 'cancelled', 'delivery-failed', 'returned')),
	CONSTRAINT "order_states_promise" CHECK ("order_states"."promise_from" <= "order_states"."promise_to")
);

CREATE TABLE "orders" (
	"id" uuid PRIMARY KEY NOT NULL,
	"intent" uuid NOT NULL,
	"cart" text COLLATE "C" NOT NULL,
	"store" text COLLATE "C" NOT NULL,
	"customer" text COLLATE "C" NOT NULL,
	"number" bigint NOT NULL,
	"asked" text NOT NULL,
	"payable" bigint NOT NULL,
	"max_total" bigint NOT NULL,
	"pay" text COLLATE "C" NOT NULL,
	"hand_over" text COLLATE "C" NOT NULL,
	"address" text COLLATE "C",
	"placed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "orders_one_per_intent" UNIQUE("intent"),
	CONSTRAINT "orders_one_per_cart" UNIQUE("cart"),
	CONSTRAINT "orders_number" UNIQUE("store","number"),
	CONSTRAINT "orders_id_is_the_intent" CHECK ("orders"."id" = "orders"."intent"),
	CONSTRAINT "orders_within_consent" CHECK ("orders"."payable" BETWEEN 0 AND "orders"."max_total"),
	CONSTRAINT "orders_number_counts" CHECK ("orders"."number" >= 1),
	CONSTRAINT "orders_pay" CHECK ("orders"."pay" IN ('cod', 'hook')),
	CONSTRAINT "orders_hand_over" CHECK ("orders"."hand_over" IN ('asap', 'pickup'))
);

CREATE TABLE "payments" (
	"order_id" uuid PRIMARY KEY NOT NULL,
	"store" text COLLATE "C" NOT NULL,
	"due" bigint NOT NULL,
	"paid" bigint NOT NULL,
	"refunded" bigint NOT NULL,
	"pay" text COLLATE "C" NOT NULL,
	"state" text COLLATE "C" NOT NULL,
	CONSTRAINT "payments_due" CHECK ("payments"."due" >= 0),
	CONSTRAINT "payments_refund_within_paid" CHECK ("payments"."refunded" BETWEEN 0 AND "payments"."paid"),
	CONSTRAINT "payments_paid_within_due" CHECK ("payments"."paid" <= "payments"."due"),
	CONSTRAINT "payments_pay" CHECK ("payments"."pay" IN ('cod', 'hook')),
	CONSTRAINT "payments_state" CHECK ("payments"."state" IN ('due', 'pending'))
);

CREATE TABLE "prices" (
	"store" text COLLATE "C" NOT NULL,
	"sku" text COLLATE "C" NOT NULL,
	"paise" bigint NOT NULL,
	"mrp" bigint NOT NULL,
	"version" bigint NOT NULL,
	CONSTRAINT "prices_store_sku_pk" PRIMARY KEY("store","sku"),
	CONSTRAINT "prices_below_mrp" CHECK ("prices"."paise" >= 0 AND "prices"."paise" <= "prices"."mrp"),
	CONSTRAINT "prices_version" CHECK ("prices"."version" >= 1)
);

CREATE TABLE "products" (
	"store" text COLLATE "C" NOT NULL,
	"sku" text COLLATE "C" NOT NULL,
	"version" bigint NOT NULL,
	"names" jsonb NOT NULL,
	"brand" text,
	"pack" text,
	"aisle" text NOT NULL,
	"shelf" text COLLATE "C" NOT NULL,
	"glyph" text COLLATE "C",
	"food" text COLLATE "C",
	"tax_bp" integer NOT NULL,
	"active" boolean NOT NULL,
	"words" text,
	CONSTRAINT "products_store_sku_pk" PRIMARY KEY("store","sku"),
	CONSTRAINT "products_version" CHECK ("products"."version" >= 1),
	CONSTRAINT "products_tax" CHECK ("products"."tax_bp" BETWEEN 0 AND 2800),
	CONSTRAINT "products_food" CHECK ("products"."food" IN ('veg', 'egg', 'meat'))
);

CREATE TABLE "stock" (
	"store" text COLLATE "C" NOT NULL,
	"sku" text COLLATE "C" NOT NULL,
	"on_hand" bigint NOT NULL,
	"reserved" bigint NOT NULL,
	"version" bigint NOT NULL,
	CONSTRAINT "stock_store_sku_pk" PRIMARY KEY("store","sku"),
	CONSTRAINT "stock_never_negative" CHECK ("stock"."on_hand" >= 0 AND "stock"."reserved" >= 0),
	CONSTRAINT "stock_version" CHECK ("stock"."version" >= 1)
);

CREATE TABLE "stores" (
	"store" text COLLATE "C" PRIMARY KEY NOT NULL,
	"version" bigint NOT NULL,
	"lat_e6" integer NOT NULL,
	"lng_e6" integer NOT NULL,
	"settings" jsonb NOT NULL,
	CONSTRAINT "stores_version" CHECK ("stores"."version" >= 1),
	CONSTRAINT "stores_on_earth" CHECK (abs("stores"."lat_e6") <= 90000000 AND abs("stores"."lng_e6") <= 180000000),
	CONSTRAINT "stores_charge_nothing_negative" CHECK (("stores"."settings"->>'minimumPaise')::bigint >= 0 AND ("stores"."settings"->>'deliveryPaise')::bigint >= 0)
);

ALTER TABLE "actors" ADD CONSTRAINT "actors_doc_documents_id_fk" FOREIGN KEY ("doc") REFERENCES "public"."documents"("id") ON DELETE no action ON UPDATE no action;
ALTER TABLE "changes" ADD CONSTRAINT "changes_doc_documents_id_fk" FOREIGN KEY ("doc") REFERENCES "public"."documents"("id") ON DELETE no action ON UPDATE no action;
ALTER TABLE "snapshots" ADD CONSTRAINT "snapshots_doc_documents_id_fk" FOREIGN KEY ("doc") REFERENCES "public"."documents"("id") ON DELETE no action ON UPDATE no action;
ALTER TABLE "refresh_tokens" ADD CONSTRAINT "refresh_tokens_session_sessions_id_fk" FOREIGN KEY ("session") REFERENCES "public"."sessions"("id") ON DELETE cascade ON UPDATE no action;
CREATE INDEX "quarantine_person" ON "quarantine" USING btree ("person");
CREATE INDEX "conflicts_of_intent" ON "conflicts" USING btree ("intent");
CREATE INDEX "conflicts_open" ON "conflicts" USING btree ("lane") WHERE "conflicts"."state" = 'open';
CREATE INDEX "outbox_due" ON "outbox" USING btree ("queue","next_at") WHERE "outbox"."state" = 'due';
CREATE INDEX "pending_in_order" ON "pending" USING btree ("lane","arrival");
CREATE INDEX "pending_stumbled" ON "pending" USING btree ("lane","document") WHERE "pending"."attempts" > 0;
CREATE INDEX "reused_of_lane" ON "reused" USING btree ("lane");
CREATE INDEX "refresh_tokens_of_session" ON "refresh_tokens" USING btree ("session");
CREATE INDEX "sessions_of_device" ON "sessions" USING btree ("person","device");
CREATE INDEX "sign_in_codes_of_phone" ON "sign_in_codes" USING btree ("phone","asked_at");
CREATE INDEX "sign_in_codes_of_address" ON "sign_in_codes" USING btree ("address","asked_at");
CREATE INDEX "signing_keys_of_use" ON "signing_keys" USING btree ("use","made_at");
CREATE INDEX "tickets_expired" ON "tickets" USING btree ("expires_at");
CREATE INDEX "memberships_of_scope" ON "memberships" USING btree ("scope");
CREATE INDEX "order_states_of_store" ON "order_states" USING btree ("store","state");
CREATE INDEX "orders_of_customer" ON "orders" USING btree ("customer");
CREATE INDEX "products_of_shelf" ON "products" USING btree ("store","shelf");
