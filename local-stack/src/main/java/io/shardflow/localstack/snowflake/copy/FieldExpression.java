/*
 * Copyright 2026 The Shardflow authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.shardflow.localstack.snowflake.copy;

import com.fasterxml.jackson.core.JsonParser;
import io.shardflow.localstack.snowflake.catalog.TableDef;
import io.shardflow.localstack.snowflake.error.SnowflakeError;
import io.shardflow.localstack.snowflake.syntax.Token;
import io.shardflow.localstack.snowflake.syntax.Tokens;
import io.shardflow.localstack.snowflake.value.SnowflakeType;
import io.shardflow.localstack.snowflake.value.Variant;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.h2.value.ValueJson;

/**
 * An expression in the SELECT of a COPY: {@code $1}, {@code $1:field}, {@code GET($1, 'field')}, a constant, {@code UUID_STRING()} or
 * {@code METADATA$START_SCAN_TIME} that is cast to VARIANT, NVL of two or OBJECT_CONSTRUCT of several of these, with a cast or without. Snowflake has a list of functions for these SELECTs; COALESCE is not in it.
 *
 * @param cast null without one
 */
record FieldExpression(Source source, SnowflakeType cast) {

    /** Where a value comes from. */
    private sealed interface Source {

        /** The top-level fields that it reads. */
        Stream<String> fields();

        /** Whether it reads the record as a whole. */
        default boolean isWhole() {
            return false;
        }

        /** Null for SQL NULL. */
        byte[] value(byte[] whole, Map<String, byte[]> values);

        record Whole() implements Source {
            @Override
            public Stream<String> fields() {
                return Stream.of();
            }

            @Override
            public boolean isWhole() {
                return true;
            }

            @Override
            public byte[] value(final byte[] whole, final Map<String, byte[]> values) {
                return whole;
            }
        }

        record Member(String field) implements Source {
            @Override
            public Stream<String> fields() {
                return Stream.of(field);
            }

            @Override
            public byte[] value(final byte[] whole, final Map<String, byte[]> values) {
                return values.get(field);
            }
        }

        /** Of an object; SQL NULL of anything else. */
        record Element(Source of, String name) implements Source {
            @Override
            public Stream<String> fields() {
                return of.fields();
            }

            @Override
            public boolean isWhole() {
                return of.isWhole();
            }

            @Override
            public byte[] value(final byte[] whole, final Map<String, byte[]> values) {
                final byte[] object = of.value(whole, values);
                return object == null ? null : Variant.at(object, path());
            }

            private String path() {
                return "[" + new String(Variant.ofText(name), StandardCharsets.UTF_8) + "]";
            }
        }

        record Nvl(Source first, Source second) implements Source {
            @Override
            public Stream<String> fields() {
                return Stream.concat(first.fields(), second.fields());
            }

            @Override
            public boolean isWhole() {
                return first.isWhole() || second.isWhole();
            }

            @Override
            public byte[] value(final byte[] whole, final Map<String, byte[]> values) {
                final byte[] value = first.value(whole, values);
                return value == null ? second.value(whole, values) : value;
            }
        }

        /** A value that no record brings, as it is in a VARIANT. */
        record Given(Supplier<String> text, SnowflakeType type) implements Source {
            @Override
            public Stream<String> fields() {
                return Stream.of();
            }

            @Override
            public byte[] value(final byte[] whole, final Map<String, byte[]> values) {
                return LoadedValue.variant(text.get(), type);
            }
        }

        /** Keys whose value is SQL NULL are left out, JSON null stays. */
        record Built(Map<String, Source> members) implements Source {
            @Override
            public Stream<String> fields() {
                return members.values().stream().flatMap(Source::fields);
            }

            @Override
            public boolean isWhole() {
                return members.values().stream().anyMatch(Source::isWhole);
            }

            @Override
            public byte[] value(final byte[] whole, final Map<String, byte[]> values) {
                final SortedMap<String, byte[]> found = new TreeMap<>();
                members.forEach((key, member) -> {
                    final byte[] value = member.value(whole, values);
                    if (value != null) {
                        found.put(key, value);
                    }
                });
                return Variant.object(found);
            }
        }
    }

    static FieldExpression parse(final Tokens in) {
        final Source source = source(in);
        return new FieldExpression(source, in.acceptSymbol("::") ? SnowflakeType.parse(in) : null);
    }

    private static Source source(final Tokens in) {
        if (in.acceptWord("NVL")) {
            in.expectSymbol("(");
            final Source first = source(in);
            in.expectSymbol(",");
            final Source second = source(in);
            in.expectSymbol(")");
            return new Source.Nvl(first, second);
        }
        if (in.acceptWord("GET")) {
            in.expectSymbol("(");
            if (!path(in).isWhole()) {
                throw SnowflakeError.syntax("GET of anything but the record is not known here", in.sql());
            }
            in.expectSymbol(",");
            final Source field = new Source.Member(in.string());
            in.expectSymbol(")");
            return field;
        }
        if (in.acceptWord("OBJECT_CONSTRUCT")) {
            final Map<String, Source> members = new HashMap<>();
            in.expectSymbol("(");
            do {
                final String key = in.string();
                in.expectSymbol(",");
                if (members.put(key, source(in)) != null) {
                    throw new SnowflakeError("100104", "22000", "Duplicate field key '" + key + "'");
                }
            } while (in.acceptSymbol(","));
            in.expectSymbol(")");
            return new Source.Built(members);
        }
        return in.atSymbol("$") ? path(in) : given(in);
    }

    /** Not a row's, and cast to VARIANT, so that it may stand beside what a record has. */
    private static Source given(final Tokens in) {
        final Supplier<String> text;
        if (in.acceptWord("UUID_STRING")) {
            in.expectSymbol("(");
            in.expectSymbol(")");
            text = () -> UUID.randomUUID().toString();
        } else if (in.acceptWord("METADATA$START_SCAN_TIME")) {
            final String now = OffsetDateTime.now(ZoneOffset.UTC).toString();
            text = () -> now;
        } else {
            final String constant = in.string();
            text = () -> constant;
        }
        in.expectSymbol("::");
        final SnowflakeType type = SnowflakeType.parse(in);
        in.expectSymbol("::");
        in.expectWord("VARIANT");
        return new Source.Given(text, type);
    }

    private static Source path(final Tokens in) {
        in.expectSymbol("$");
        if (in.number() != 1) {
            throw SnowflakeError.syntax("a JSON file has one column, $1", in.sql());
        }
        if (!in.acceptSymbol(":")) {
            return new Source.Whole();
        }
        Source found = new Source.Member(step(in));
        while (in.acceptSymbol(".")) {
            found = new Source.Element(found, step(in));
        }
        if (in.atSymbol("[")) {
            throw SnowflakeError.syntax("paths of COPY have names only here", in.sql());
        }
        return found;
    }

    /** Unquoted too, a path keeps its case. */
    private static String step(final Tokens in) {
        final Token name = in.peek();
        in.identifier();
        final String field = name.kind() == Token.Kind.WORD ? in.raw(name) : name.text();
        if (field.isEmpty()) {
            throw SnowflakeError.syntax("a step of a path needs a name", in.sql());
        }
        return field;
    }

    /** The top-level fields that it reads. */
    List<String> fields() {
        return source.fields().toList();
    }

    boolean isWhole() {
        return source.isWhole();
    }

    /** Snowflake decides by types, before it reads a row. */
    void checkAssignable(final TableDef.Column column) {
        final boolean from = cast == null || cast.semiStructured();
        final boolean to = column.type().semiStructured();
        if (!from && to || from && cast != null && !cast.equals(SnowflakeType.VARIANT) && !cast.equals(column.type())) {
            throw new SnowflakeError(
                    "002023",
                    "22000",
                    "SQL compilation error:\nExpression type does not match column data type, expecting "
                            + column.type().describe() + " but got " + cast.describe() + " for column "
                            + column.name());
        }
    }

    /**
     * @param whole the record; null if it is not wanted
     * @param values fields of the record
     * @param formats of texts that are cast
     */
    void set(
            final PreparedStatement insert,
            final int i,
            final TableDef.Column column,
            final byte[] whole,
            final Map<String, byte[]> values,
            final InputFormats formats)
            throws IOException, SQLException {
        final byte[] value = source.value(whole, values);
        if (value == null) {
            LoadedValue.setNull(insert, i, column);
        } else if (cast == null || cast.equals(SnowflakeType.VARIANT)) {
            assign(insert, i, column, value);
        } else if (cast.semiStructured()) {
            final byte[] element = structured(value);
            if (element == null) {
                LoadedValue.setNull(insert, i, column);
            } else {
                insert.setObject(i, ValueJson.getInternal(element));
            }
        } else {
            LoadedValue.setCast(insert, i, column, Variant.text(value), cast, formats);
        }
    }

    private static void assign(
            final PreparedStatement insert, final int i, final TableDef.Column column, final byte[] value)
            throws IOException, SQLException {
        if (column.type().semiStructured()) {
            insert.setObject(i, ValueJson.getInternal(value));
            return;
        }
        try (JsonParser parser = Variant.JSON.createParser(value)) {
            parser.nextToken();
            LoadedValue.set(insert, i, column, parser);
        }
    }

    /** TO_OBJECT refuses what is none, TO_ARRAY makes an array of it; both make SQL NULL of JSON null. */
    private byte[] structured(final byte[] value) {
        if (value[0] == 'n') {
            return null;
        }
        final boolean array = cast.name().equals("ARRAY");
        if (value[0] == (array ? '[' : '{')) {
            return value;
        }
        if (!array) {
            throw LoadedValue.uncastable(new String(value, StandardCharsets.UTF_8), cast);
        }
        final byte[] wrapped = new byte[value.length + 2];
        wrapped[0] = '[';
        System.arraycopy(value, 0, wrapped, 1, value.length);
        wrapped[wrapped.length - 1] = ']';
        return wrapped;
    }
}
