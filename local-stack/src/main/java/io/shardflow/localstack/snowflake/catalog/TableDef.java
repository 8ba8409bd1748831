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
package io.shardflow.localstack.snowflake.catalog;

import io.shardflow.localstack.snowflake.value.H2Text;
import io.shardflow.localstack.snowflake.value.SnowflakeType;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * A table as the catalog knows it.
 *
 * @param id number that makes the physical name, never used again
 * @param name its Snowflake name
 * @param kind TABLE, TRANSIENT or TEMPORARY
 * @param retentionDays of Time Travel
 * @param created when
 * @param columns in order, without the hidden ones
 */
public record TableDef(
        long id, ObjectName name, String kind, int retentionDays, Instant created, List<Column> columns) {
    /** Hidden column: the transaction that wrote the row's present version. */
    public static final String WRITER = "SF$WRITER";

    /** Hidden column of the history table: the transaction that ended the row's version. */
    static final String ENDER = "SF$ENDER";

    /** Hidden column of the history table: the row's number in the table. */
    static final String ROW = "SF$ROW";

    /** Prefix of a hidden, indexed column that holds {@code <variant>:sequenceNumber::VARCHAR}; for speed only. */
    public static final String SEQUENCE = "SF$SEQ$";

    /** The element that the hidden indexed column holds. */
    public static final String SEQUENCE_PATH = "[\"sequenceNumber\"]";

    /** One column: name as stored, type, whether NULL is refused, default as written or null. */
    public record Column(String name, SnowflakeType type, boolean notNull, String defaultSql) {
        /** Whether the stand-in keeps an index over its sequence numbers. */
        public boolean positions() {
            return type.name().equals("VARIANT")
                    && name.toUpperCase(Locale.ROOT).contains("METADATA");
        }
    }

    /** Name of the index of the hidden column {@link #SEQUENCE} of a column. */
    public String sequenceIndex(final Column column) {
        return H2Text.quote((temporary() ? "J" : "I") + id + "$" + column.name());
    }

    public boolean temporary() {
        return kind.equals("TEMPORARY");
    }

    public String physical() {
        return "\"" + (temporary() ? "X" : "T") + id + "\"";
    }

    public String history() {
        return "\"H" + id + "\"";
    }

    TableDef renamed(final ObjectName to) {
        return new TableDef(id, to, kind, retentionDays, created, columns);
    }
}
