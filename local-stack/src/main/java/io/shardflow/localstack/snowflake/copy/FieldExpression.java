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

import io.shardflow.localstack.snowflake.catalog.TableDef;
import io.shardflow.localstack.snowflake.error.SnowflakeError;
import io.shardflow.localstack.snowflake.syntax.Tokens;
import io.shardflow.localstack.snowflake.value.SnowflakeType;
import io.shardflow.localstack.snowflake.value.Variant;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;
import java.util.stream.Stream;
import org.h2.value.ValueJson;

/**
 * An expression in the SELECT of a COPY: {@code $1}, {@code $1:field}, {@code GET($1, 'field')}, a constant, {@code UUID_STRING()} or
 * {@code METADATA$START_SCAN_TIME} that is cast to VARIANT, NVL of two or OBJECT_CONSTRUCT of several of these, with a cast or without. Snowflake has a list of functions for these SELECTs; COALESCE is not in it.
 *
 * @param cast null without one
 */
record FieldExpression(FieldSource source, SnowflakeType cast) {

    static FieldExpression parse(final Tokens in) {
        final FieldSource source = FieldSourceReader.read(in);
        return new FieldExpression(source, in.acceptSymbol("::") ? SnowflakeType.parse(in) : null);
    }

    /** The top-level fields that it reads. */
    Stream<String> fields() {
        return source.fields();
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
            throws SQLException {
        final byte[] value = source.value(whole, values);
        if (value == null) {
            LoadedValue.setNull(insert, i, column);
        } else if (cast == null || cast.equals(SnowflakeType.VARIANT)) {
            LoadedValue.set(insert, i, column, value);
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
