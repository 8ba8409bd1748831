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
package io.shardflow.localstack.snowflake.scan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.shardflow.localstack.snowflake.catalog.TableDef;
import io.shardflow.localstack.snowflake.value.H2Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A table as micro-partitions: so many rows each, in the order in which they came. */
final class Partitions {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Connection h2;
    private final TableDef table;
    private final int size;

    Partitions(final Connection h2, final TableDef table, final int size) {
        this.h2 = h2;
        this.table = table;
        this.size = size;
    }

    /** Rows of the partitions that may have one that fulfils the condition. */
    long rowsRead(final Condition condition) throws SQLException {
        final List<Operand> operands = condition.operands().distinct().toList();
        final String columns = operands.stream()
                .map(operand -> ", " + H2Text.quote(operand.column()))
                .collect(Collectors.joining());
        long read = 0;
        try (Statement statement = h2.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT _ROWID_" + columns + " FROM " + table.physical() + " ORDER BY _ROWID_")) {
            boolean more = rows.next();
            while (more) {
                final Map<Operand, Statistics> partition = new HashMap<>();
                operands.forEach(operand -> partition.put(operand, new Statistics()));
                int count = 0;
                while (more && count < size) {
                    for (int i = 0; i < operands.size(); i++) {
                        add(partition.get(operands.get(i)), rows, i + 2, operands.get(i));
                    }
                    count++;
                    more = rows.next();
                }
                read += condition.mayHold(partition) ? count : 0;
            }
        }
        return read;
    }

    private static void add(final Statistics statistics, final ResultSet rows, final int index, final Operand operand)
            throws SQLException {
        if (operand.path().isEmpty()) {
            if (rows.getObject(index) instanceof Number number) {
                statistics.add(new BigDecimal(number.toString()));
            } else if (rows.getObject(index) == null) {
                statistics.addNull();
            } else {
                statistics.addOther();
            }
            return;
        }
        final byte[] json = rows.getBytes(index);
        JsonNode value = json == null ? null : read(json);
        for (final String step : operand.path()) {
            value = value == null ? null : value.get(step);
        }
        if (value == null) {
            statistics.addNull();
        } else if (value.isNumber()) {
            statistics.add(value.decimalValue());
        } else {
            // Neither an element with another type somewhere nor one with JSON null is kept as a column of its own.
            statistics.addOther();
        }
    }

    private static JsonNode read(final byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
