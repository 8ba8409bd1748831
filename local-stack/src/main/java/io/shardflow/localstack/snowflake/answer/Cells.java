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
package io.shardflow.localstack.snowflake.answer;

import io.shardflow.localstack.snowflake.catalog.Catalog;
import io.shardflow.localstack.snowflake.catalog.TableDef;
import io.shardflow.localstack.snowflake.value.SnowflakeType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Columns and cells of H2's results as Snowflake's wire format has them, reference snowflake.md 1.2. */
public final class Cells {
    private static final int MAX_DIGITS = 38;

    private Cells() {}

    public static List<Column> columns(final ResultSetMetaData metadata, final Catalog catalog) throws SQLException {
        final List<Column> columns = new ArrayList<>();
        for (int i = 1; i <= metadata.getColumnCount(); i++) {
            columns.add(new Column(
                    metadata.getColumnLabel(i),
                    type(metadata, i, catalog),
                    metadata.isNullable(i) != ResultSetMetaData.columnNoNulls));
        }
        return columns;
    }

    private static SnowflakeType type(final ResultSetMetaData metadata, final int i, final Catalog catalog)
            throws SQLException {
        final TableDef table = catalog.byPhysicalName(metadata.getTableName(i));
        if (table != null) {
            final String name = metadata.getColumnName(i);
            for (final TableDef.Column column : table.columns()) {
                if (column.name().equals(name)) {
                    return column.type();
                }
            }
        }
        if (metadata.getColumnTypeName(i).equals("JSON")) {
            return SnowflakeType.VARIANT;
        }
        return switch (metadata.getColumnType(i)) {
            case Types.BOOLEAN -> new SnowflakeType("BOOLEAN", 0, 0);
            case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT ->
                new SnowflakeType("NUMBER", MAX_DIGITS, 0);
            case Types.NUMERIC, Types.DECIMAL ->
                new SnowflakeType(
                        "NUMBER",
                        Math.min(MAX_DIGITS, metadata.getPrecision(i)),
                        Math.clamp(metadata.getScale(i), 0, MAX_DIGITS - 1));
            case Types.DOUBLE, Types.REAL, Types.FLOAT -> new SnowflakeType("FLOAT", 0, 0);
            case Types.DATE -> new SnowflakeType("DATE", 0, 0);
            case Types.TIME -> new SnowflakeType("TIME", 9, 0);
            case Types.TIMESTAMP -> new SnowflakeType("TIMESTAMP_NTZ", 9, 0);
            case Types.TIMESTAMP_WITH_TIMEZONE -> new SnowflakeType("TIMESTAMP_LTZ", 9, 0);
            case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY ->
                new SnowflakeType("BINARY", SnowflakeType.MAX_BINARY, 0);
            // H2 gives a folded constant the length of its value, so 'x'::VARCHAR would make a column of length 1.
            case Types.VARCHAR, Types.CHAR, Types.LONGVARCHAR, Types.CLOB ->
                SnowflakeType.text(metadata.getPrecision(i));
            case Types.NULL -> SnowflakeType.VARCHAR;
            // DECFLOAT, the type of some aggregates over numbers
            case Types.OTHER -> SnowflakeType.VARCHAR;
            default -> new SnowflakeType("NUMBER", MAX_DIGITS, 6);
        };
    }

    public static String text(final ResultSet rows, final int i, final SnowflakeType type) throws SQLException {
        return switch (type.name()) {
            case "NUMBER" -> {
                final BigDecimal number = rows.getBigDecimal(i);
                yield number == null
                        ? null
                        : number.setScale(type.scale(), RoundingMode.HALF_UP).toPlainString();
            }
            case "FLOAT" -> {
                final double number = rows.getDouble(i);
                yield rows.wasNull() ? null : Double.toString(number);
            }
            case "BOOLEAN" -> {
                final boolean value = rows.getBoolean(i);
                yield rows.wasNull() ? null : value ? "1" : "0";
            }
            case "DATE" -> {
                final LocalDate date = rows.getObject(i, LocalDate.class);
                yield date == null ? null : Long.toString(date.toEpochDay());
            }
            case "TIME" -> {
                final LocalTime time = rows.getObject(i, LocalTime.class);
                yield time == null ? null : seconds(time.toSecondOfDay(), time.getNano());
            }
            case "TIMESTAMP_NTZ" -> {
                final LocalDateTime time = rows.getObject(i, LocalDateTime.class);
                yield time == null ? null : seconds(time.toEpochSecond(ZoneOffset.UTC), time.getNano());
            }
            case "TIMESTAMP_LTZ" -> {
                final Instant time = rows.getObject(i, Instant.class);
                yield time == null ? null : seconds(time.getEpochSecond(), time.getNano());
            }
            case "TIMESTAMP_TZ" -> {
                final OffsetDateTime time = rows.getObject(i, OffsetDateTime.class);
                yield time == null
                        ? null
                        : seconds(time.toEpochSecond(), time.getNano()) + " "
                                + (time.getOffset().getTotalSeconds() / 60 + 1440);
            }
            case "BINARY" -> {
                final byte[] bytes = rows.getBytes(i);
                yield bytes == null ? null : HexFormat.of().withUpperCase().formatHex(bytes);
            }
            default -> rows.getString(i);
        };
    }

    private static String seconds(final long seconds, final int nanos) {
        // Before 1970 the wire has the sum as one signed decimal.
        return BigDecimal.valueOf(seconds)
                .add(BigDecimal.valueOf(nanos, 9))
                .setScale(9, RoundingMode.UNNECESSARY)
                .toPlainString();
    }
}
