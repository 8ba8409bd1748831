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
import com.fasterxml.jackson.core.JsonToken;
import io.shardflow.localstack.snowflake.catalog.TableDef;
import io.shardflow.localstack.snowflake.error.SnowflakeError;
import io.shardflow.localstack.snowflake.value.SnowflakeType;
import io.shardflow.localstack.snowflake.value.Variant;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import org.h2.value.ValueJson;

/** A JSON value on its way into a column of some type. */
final class LoadedValue {
    private LoadedValue() {}

    /** Sets a parameter to the value at which the parser stands; afterwards the parser stands on the value's last token. */
    static void set(final PreparedStatement insert, final int i, final TableDef.Column column, final JsonParser parser)
            throws IOException, SQLException {
        final SnowflakeType type = column.type();
        if (type.semiStructured()) {
            insert.setObject(i, ValueJson.getInternal(Variant.read(parser)));
            return;
        }
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            setNull(insert, i, column);
            return;
        }
        final String text = parser.currentToken().isScalarValue()
                ? parser.getText()
                : new String(Variant.read(parser), StandardCharsets.UTF_8);
        insert.setObject(i, TextConversion.of(text, column, InputFormats.AUTO));
    }

    /** Sets a parameter to a canonical value. */
    static void set(final PreparedStatement insert, final int i, final TableDef.Column column, final byte[] value)
            throws SQLException {
        if (column.type().semiStructured()) {
            insert.setObject(i, ValueJson.getInternal(value));
            return;
        }
        final String text = Variant.text(value);
        if (text == null) {
            setNull(insert, i, column);
        } else {
            insert.setObject(i, TextConversion.of(text, column, InputFormats.AUTO));
        }
    }

    static void setNull(final PreparedStatement insert, final int i, final TableDef.Column column) throws SQLException {
        if (column.notNull()) {
            throw new SnowflakeError("100072", "22000", "NULL result in a non-nullable column " + column.name());
        }
        insert.setNull(i, Types.NULL);
    }

    /**
     * Sets a parameter to a value that is cast to a type and then assigned to the column, which may be of another. A cast
     * to VARCHAR(n) cuts what is longer, an assignment refuses it.
     *
     * @param text of the value; null for JSON null, which a cast makes NULL
     * @param formats of texts that are cast
     */
    static void setCast(
            final PreparedStatement insert,
            final int i,
            final TableDef.Column column,
            final String text,
            final SnowflakeType cast,
            final InputFormats formats)
            throws SQLException {
        if (text == null) {
            setNull(insert, i, column);
            return;
        }
        final Object value;
        try {
            value = cast.name().equals("VARCHAR")
                    ? cut(text, cast.precision())
                    : TextConversion.of(text, new TableDef.Column(column.name(), cast, false, null), formats);
        } catch (SnowflakeError e) {
            if (e.code().equals("100132") || e.code().equals("100078")) {
                throw e;
            }
            throw uncastable(text, cast);
        }
        insert.setObject(
                i, cast.equals(column.type()) ? value : TextConversion.of(text(value), column, InputFormats.AUTO));
    }

    /** A text that is cast to a type and then to VARIANT. */
    static byte[] variant(final String text, final SnowflakeType type) {
        final Object value =
                switch (type.name()) {
                    // Of a time stamp, too.
                    case "DATE" -> text.indexOf('T') < 0 ? text : text.substring(0, text.indexOf('T'));
                    case "TIME" ->
                        text.indexOf('T') < 0
                                ? text
                                : OffsetDateTime.parse(text).toLocalTime();
                    default ->
                        TextConversion.of(text, new TableDef.Column("default", type, false, null), InputFormats.AUTO);
                };
        return switch (type.name()) {
            case "NUMBER", "FLOAT", "BOOLEAN" -> text(value).getBytes(StandardCharsets.UTF_8);
            default -> Variant.ofText(text(value));
        };
    }

    private static String cut(final String text, final int length) {
        return text.codePointCount(0, text.length()) <= length
                ? text
                : text.substring(0, text.offsetByCodePoints(0, length));
    }

    private static String text(final Object value) {
        return switch (value) {
            case BigDecimal number -> number.toPlainString();
            case byte[] bytes -> HexFormat.of().formatHex(bytes);
            default -> value.toString();
        };
    }

    static SnowflakeError uncastable(final String text, final SnowflakeType cast) {
        final String name =
                switch (cast.name()) {
                    case "NUMBER" -> "FIXED";
                    case "FLOAT" -> "REAL";
                    default -> cast.name();
                };
        return new SnowflakeError("100071", "22000", "Failed to cast variant value \"" + text + "\" to " + name);
    }
}
