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
package io.shardflow.benchmarks.landed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.shardflow.benchmarks.stream.RecordKind;
import io.shardflow.benchmarks.stream.StreamShape;
import io.shardflow.benchmarks.stream.StreamTally;
import io.shardflow.localstack.workload.OrderTable;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;

/** The rows of a table, held against the replayed stream of {@link RecordKind#ASCII} records that was loaded into it. */
public final class LandedRows {

    private static final ObjectMapper JSON = new ObjectMapper();

    private LandedRows() {}

    /**
     * Counts what is missing, doubled or altered: a record is known by its position, and its content by the two fields that differ from
     * record to record in most of their bytes.
     */
    public static StreamTally.Result compare(final Connection connection, final String table, final StreamShape stream)
            throws SQLException {
        final OrderTable rows = new OrderTable(connection, table);
        final long count = rows.count();
        final long doubled = rows.doubled();
        final long altered = altered(connection, table, stream);
        final long landed = count - doubled - altered;
        return new StreamTally.Result(landed, stream.records() - landed, doubled, altered);
    }

    private static long altered(final Connection connection, final String table, final StreamShape stream)
            throws SQLException {
        final Set<String> payloads = new HashSet<>();
        for (int i = 0; i < stream.answerRecords(); i++) {
            payloads.add(content(stream.payload(i)));
        }
        long altered = 0;
        try (Statement statement = connection.createStatement();
                ResultSet contents = statement.executeQuery(
                        "SELECT \"ID\", \"NOTE\", COUNT(*) FROM " + table + " GROUP BY \"ID\", \"NOTE\"")) {
            while (contents.next()) {
                if (!payloads.contains(content(contents.getString(1), contents.getString(2)))) {
                    altered += contents.getLong(3);
                }
            }
        }
        return altered;
    }

    private static String content(final byte[] payload) {
        try {
            final JsonNode json = JSON.readTree(new String(payload, StandardCharsets.UTF_8));
            return content(json.path("id").asText(), json.path("note").asText());
        } catch (final JsonProcessingException e) {
            throw new IllegalStateException("payloads are JSON", e);
        }
    }

    private static String content(final String id, final String note) {
        return id + ' ' + note;
    }
}
