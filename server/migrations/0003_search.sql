-- Finding products and shops. The columns are derived from their rows by Postgres itself, so no writer can forget them.

-- A text as search compares it: lower case, without accents, nukta, joiners and apostrophes. Says the same as
-- foldWords in schema/search/fold.ts, but for English plurals, which prefixes cover.
CREATE FUNCTION search_fold(said text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT lower(public.unaccent('public.unaccent', regexp_replace(normalize(said, NFKD),
    U&'[\0300-\036f\093c\200b-\200d\feff\2019'']', '', 'g')))
$$;

-- Its words, in order: numbers cut from letters, everything between words dropped, in any script.
CREATE FUNCTION search_words(folded text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT array_remove(regexp_split_to_array(regexp_replace(folded, '([0-9]+)', ' \1 ', 'g'),
    U&'[\0001-\002f\003a-\0040\005b-\0060\007b-\00bf\0964\0965\2000-\206f\20a0-\20cf]+'), '')
$$;

-- How romanised words sound, as soundOf in schema/search/fold.ts.
CREATE FUNCTION search_sound(folded text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT regexp_replace(translate(regexp_replace(regexp_replace(regexp_replace(regexp_replace(replace(folded,
    'ph', 'f'), 'ee|ea|ii', 'i', 'g'), 'oo|ou', 'u', 'g'), 'ck|q', 'k', 'g'), '([bcdgjkpstz])h', '\1', 'g'),
    'zwy', 'jvi'), '([a-z])\1+', '\1', 'g')
$$;

CREATE FUNCTION search_lexemes(words text[], weight text, mark text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT coalesce(string_agg(format('''%s%s'':%s%s', mark, left(word, 200), n, weight), ' '), '')::tsvector
  FROM unnest(words) WITH ORDINALITY AS t (word, n)
$$;

-- Names weigh most (A), then what else it is called and its shelf (B), brand (C) and aisle (D). Sounds are marked "~".
CREATE FUNCTION search_vector(names jsonb, words text, shelf text, brand text, aisle text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  called text := search_fold(concat_ws(' ', names->>'en', names->>'ta', names->>'hi'));
  also text := search_fold(concat_ws(' ', words, shelf));
BEGIN
  RETURN search_lexemes(search_words(called), 'A', '')
    || search_lexemes(search_words(also), 'B', '')
    || search_lexemes(search_words(search_fold(coalesce(brand, ''))), 'C', '')
    || search_lexemes(search_words(search_fold(aisle)), 'D', '')
    || search_lexemes(search_words(search_sound(called || ' ' || also)), 'D', '~');
END $$;

ALTER TABLE products
  ADD COLUMN search tsvector GENERATED ALWAYS AS (search_vector(names, words, shelf, brand, aisle)) STORED,
  -- What a mistyped word is compared with, three letters at a time.
  ADD COLUMN search_text text GENERATED ALWAYS AS
    (search_fold((names->>'en') || ' ' || coalesce(names->>'ta', '') || ' ' || coalesce(names->>'hi', '')
      || ' ' || coalesce(words, ''))) STORED;
CREATE INDEX products_search ON products USING gin (search) WHERE active;
CREATE INDEX products_search_text ON products USING gin (search_text gin_trgm_ops) WHERE active;

-- Shops by where they are; x is east, y is north, in millionths of a degree.
CREATE INDEX stores_place ON stores USING gist (point(lng_e6, lat_e6));
