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
package io.shardflow.localstack.snowflake.value;

import com.fasterxml.jackson.databind.JsonNode;
import io.shardflow.localstack.snowflake.error.SnowflakeError;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.HexFormat;

/** Values bound to a statement as the driver sends them: one per placeholder, or an array of them. */
public final class Binds {
    private static final long NANOS = 1_000_000_000L;

    private final JsonNode bindings;

    /** @param bindings the request's {@code bindings}, may be null */
    public Binds(final JsonNode bindings) {
        this.bindings = bindings;
    }

    /** Rows to run the statement for: 1 unless arrays are bound. */
    public int rows() {
        final JsonNode first = bindings == null ? null : bindings.path("1").path("value");
        return first != null && first.isArray() ? first.size() : 1;
    }

    public boolean isText(final int number) {
        return bindings != null
                && bindings.path(Integer.toString(number)).path("type").asText().equals("TEXT");
    }

    /** Sets the values of one row. */
    public void apply(final PreparedStatement statement, final int placeholders, final int row) throws SQLException {
        for (int i = 1; i <= placeholders; i++) {
            final JsonNode bind = bindings == null ? null : bindings.get(Integer.toString(i));
            if (bind == null) {
                throw new SnowflakeError("002049", "42601", "SQL compilation error:\nBind variable ? not set.");
            }
            final JsonNode value =
                    bind.path("value").isArray() ? bind.path("value").get(row) : bind.path("value");
            set(statement, i, bind.path("type").asText(), value.isNull() ? null : value.asText());
        }
    }

    private static void set(final PreparedStatement statement, final int i, final String type, final String text)
            throws SQLException {
        if (text == null || type.equals("ANY")) {
            statement.setNull(i, Types.NULL);
            return;
        }
        switch (type) {
            case "TEXT" -> statement.setString(i, text);
            case "FIXED" -> statement.setBigDecimal(i, new BigDecimal(text));
            case "REAL" -> statement.setDouble(i, Double.parseDouble(text));
            case "BOOLEAN" -> statement.setBoolean(i, Boolean.parseBoolean(text));
            case "BINARY" -> statement.setBytes(i, HexFormat.of().parseHex(text));
            case "DATE" ->
                statement.setObject(i, LocalDate.ofInstant(Instant.ofEpochMilli(Long.parseLong(text)), ZoneOffset.UTC));
            case "TIME" -> statement.setObject(i, LocalTime.ofNanoOfDay(Long.parseLong(text)));
            case "TIMESTAMP_NTZ" -> statement.setObject(i, LocalDateTime.ofInstant(instant(text), ZoneOffset.UTC));
            case "TIMESTAMP_LTZ", "TIMESTAMP_TZ" ->
                statement.setObject(i, instant(text.split(" ")[0]).atOffset(ZoneOffset.UTC));
            default -> throw SnowflakeError.syntax("bind type " + type, "a bind");
        }
    }

    private static Instant instant(final String nanos) {
        final long number = Long.parseLong(nanos);
        return Instant.ofEpochSecond(Math.floorDiv(number, NANOS), Math.floorMod(number, NANOS));
    }
}
