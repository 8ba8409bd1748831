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

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What a statement gives back.
 *
 * @param type the driver's statement type, reference snowflake.md 1.2
 * @param columns columns of the rows
 * @param total number of rows
 * @param rows writes the rows as one JSON array
 * @param upload what PUT tells the driver to do; null for everything else
 */
public record Answer(long type, List<Column> columns, long total, Rows rows, Map<String, Object> upload) {
    public static final long SELECT = 0x1000;
    public static final long INSERT = 0x3100;
    public static final long UPDATE = 0x3200;
    public static final long DELETE = 0x3300;
    static final long MERGE = 0x3400;
    public static final long COPY = 0x3600;
    public static final long ALTER_SESSION = 0x4100;
    public static final long USE = 0x4300;
    public static final long SHOW = 0x4400;
    public static final long DESCRIBE = 0x4500;
    public static final long LIST = 0x4701;
    public static final long TCL = 0x5000;
    public static final long DDL = 0x6000;
    public static final long PUT = 0x7102;
    public static final long REMOVE = 0x7103;

    /** Writes rows where the generator stands. */
    @FunctionalInterface
    public interface Rows {
        void write(JsonGenerator to) throws IOException;
    }

    public static Answer of(final long type, final List<Column> columns, final List<? extends List<String>> rows) {
        return new Answer(type, columns, rows.size(), to -> writeAll(rows, to), null);
    }

    private static void writeAll(final List<? extends List<String>> rows, final JsonGenerator to) throws IOException {
        to.writeStartArray();
        for (final List<String> row : rows) {
            to.writeStartArray();
            for (final String cell : row) {
                to.writeString(cell);
            }
            to.writeEndArray();
        }
        to.writeEndArray();
    }

    public static Answer status(final long type, final String message) {
        return of(type, List.of(Column.text("status")), List.of(List.of(message)));
    }

    /** Counts with their column names, one row. */
    public static Answer counts(final long type, final Object... namesAndCounts) {
        final List<Column> columns = new ArrayList<>();
        final List<String> row = new ArrayList<>();
        for (int i = 0; i < namesAndCounts.length; i += 2) {
            columns.add(Column.number((String) namesAndCounts[i]));
            row.add(String.valueOf(namesAndCounts[i + 1]));
        }
        return of(type, columns, List.of(row));
    }

    public static List<Column> textColumns(final String... names) {
        return Arrays.stream(names).map(Column::text).toList();
    }
}
